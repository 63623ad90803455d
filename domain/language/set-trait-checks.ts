import { hint } from './hint.ts'
import { type Fault, type KnownFields, type Path, unknownTrait } from './known-fields.ts'
import { isMonthDay } from './moment.ts'
import type { SetTraitStep } from './steps/set-trait.ts'
import { typeLabel } from './value-types.ts'

/** What a `setTrait` step may not write: a trait nobody keeps, one that is not for steps, a value of another type. */
export function setTraitFaults({ traits }: SetTraitStep, path: Path, fields: KnownFields): Fault[] {
  return Object.entries(traits).flatMap(([name, value]) => faultsOf(name, value, [...path, name], fields))
}

function faultsOf(
  name: string,
  value: SetTraitStep['traits'][string],
  path: Path,
  fields: KnownFields,
): Fault[] {
  const field = fields.find(name)
  if (field === null) return unknownTrait(name, path, fields)
  if (!field.settable) {
    const message = field.isOwn
      ? hint(
          `流程步骤可以写的属性（“${name}”的 set 里没有 step）`,
          '在属性声明的 set 里加上 step，或去掉这一项',
        )
      : hint(`可以写的属性（“${name}”由客旅自己记录）`, '换成自有属性，或去掉这一项')
    return [{ path, message }]
  }
  const { type } = field
  const fits =
    value === null ||
    (type === 'date' && typeof value === 'object') ||
    (type === 'monthDay' && typeof value === 'string' && isMonthDay(value)) ||
    (type === 'text' ? typeof value === 'string' : typeof value === type)
  if (fits) return []
  const message = hint(
    `${typeLabel(type)}（“${name}”是${typeLabel(type)}）`,
    '改成这种值，或改正属性声明里的 type',
  )
  return [{ path, message }]
}
