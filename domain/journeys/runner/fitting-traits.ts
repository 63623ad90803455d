import type { CustomerChange, PersonalTrait, PlainTrait } from '../../customers/contract.ts'
import { textLimit } from '../../customers/given-traits.ts'
import { customerField, type TraitType } from '../../customers/traits/table.ts'
import { isMonthDay } from '../../language/moment.ts'
import { declaredTrait, type TraitsDefinition } from '../../language/traits.ts'
import { cleanLine } from '../../text/clean-line.ts'

/**
 * The change without values that do not fit the type their trait has now: events of the installation's own carry what they like,
 * and a declaration may have changed since the journey was published. Texts are one clean line.
 */
export function withFittingTraits(
  change: CustomerChange,
  traits: readonly TraitsDefinition[],
): { change: CustomerChange; refused: string[] } {
  if (change.setTraits === undefined) return { change, refused: [] }
  const kept: NonNullable<CustomerChange['setTraits']> = {}
  const refused: string[] = []
  for (const [name, value] of Object.entries(change.setTraits)) {
    const type = customerField(name)?.type ?? declaredTrait(traits, name)?.type
    const fitting = type === undefined ? value : asType(value, type)
    if (fitting === undefined) refused.push(name)
    else kept[name] = fitting
  }
  return { change: { ...change, setTraits: kept }, refused }
}

type Given = PlainTrait | PersonalTrait | null

function asType(value: Given, type: TraitType): Given | undefined {
  if (value === null) return null
  // Lists of what is open are kept by Kelu alone.
  if (type === 'texts') return undefined
  if (type === 'date') return value instanceof Date ? value : undefined
  if (type === 'number' || type === 'boolean') return typeof value === type ? value : undefined
  if (typeof value !== 'string') return undefined
  const line = cleanLine(value)
  if (line.length > textLimit) return undefined
  return type === 'text' || isMonthDay(line) ? line : undefined
}
