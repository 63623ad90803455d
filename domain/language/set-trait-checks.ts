import { hint } from './hint.ts'
import { type Fault, type KnownFields, type Path, unknownTrait } from './known-fields.ts'
import { isMonthDay } from './moment.ts'
import { type RunFields, runValueFaults, typeOfRunValue } from './run-fields.ts'
import type { SetTraitStep, TraitSetting } from './steps/set-trait.ts'
import { typeLabel, type ValueType } from './value-types.ts'

/** What a `setTrait` step may not write: a trait nobody keeps, one that is not for steps, a value of another type. */
export function setTraitFaults(
  { traits }: SetTraitStep,
  path: Path,
  fields: KnownFields,
  run: RunFields,
): Fault[] {
  return Object.entries(traits).flatMap(([name, value]) => {
    if (value === null || typeof value !== 'object' || !('of' in value)) {
      return faultsOf(name, typeOfSetting(value), [...path, name], fields)
    }
    const { of } = value
    const faults = runValueFaults(of, [...path, name, of.from], run)
    return faults.length > 0 ? faults : faultsOf(name, typeOfRunValue(of, run), [...path, name], fields)
  })
}

/** What a setting writes. Null for anything: taking away, and what an event of the installation's own may say. */
function typeOfSetting(value: Exclude<TraitSetting, { of: unknown }>): ValueType | null {
  if (value === null) return null
  if (typeof value === 'string') return isMonthDay(value) ? 'monthDay' : 'text'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  return 'add' in value ? 'number' : 'date'
}

function faultsOf(name: string, written: ValueType | null, path: Path, fields: KnownFields): Fault[] {
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
  // A text may look like a month and its day.
  const fits = written === null || written === 'any' || written === type
  if (fits || (type === 'text' && written === 'monthDay')) return []
  const message = hint(
    `${typeLabel(type)}（“${name}”是${typeLabel(type)}）`,
    '改成这种值，或改正属性声明里的 type',
  )
  return [{ path, message }]
}
