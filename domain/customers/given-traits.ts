import { isMonthDay, readDay, readMoment } from '../language/moment.ts'
import { nearest } from '../language/nearest.ts'
import {
  declaredTrait,
  type TraitField,
  type TraitSource,
  type TraitsDefinition,
} from '../language/traits.ts'
import { cleanLine } from '../text/clean-line.ts'
import { contactIn } from './contact-data.ts'
import type { CustomerChange, PlainTrait } from './contract.ts'
import { customerField, customerFields, type FieldType } from './traits/table.ts'

/** Traits as an outside system sent them, and the words agreed to for those that need it, both by trait name. */
export interface GivenTraits {
  traits?: Record<string, string | number | boolean | null> | undefined
  traitConsents?: Record<string, string> | undefined
}

/** A trait that was allowed and fits, as it waits to be set; plain JSON. What was decided of it when it was taken stays. */
export interface TakenTrait {
  name: string
  /** null takes the trait away. */
  value: string | number | boolean | null
  isDate?: true | undefined
  personal?: true | undefined
  /** The words agreed to. */
  consent?: string | undefined
}

/** Why a trait is refused, for the system that sent it; never with the value. */
export interface TraitFault {
  field: string
  expected: string
  todo: string
}

/** The longest text a trait holds. */
export const textLimit = 500

const expectedOf: Record<FieldType, string> = {
  text: `a text of at most ${textLimit} characters`,
  number: 'a number',
  boolean: 'true or false',
  date: 'a date: 2026-03-05, or a time with its zone',
  monthDay: 'a day of the year: 05-20',
}

interface Terms {
  source: TraitSource
  /** As declared at present. */
  traits: readonly TraitsDefinition[]
}

/** What may be set of what was given; any fault refuses all of it. A text that shows as nothing was left empty. */
export function takeTraits(given: GivenTraits, terms: Terms): { taken: TakenTrait[]; faults: TraitFault[] } {
  const taken: TakenTrait[] = []
  const faults = strayConsents(given)
  for (const [name, value] of Object.entries(given.traits ?? {})) {
    const field = declaredTrait(terms.traits, name)
    if (field === null || !field.set.includes(terms.source)) {
      faults.push(notAllowed(name, field, terms))
      continue
    }
    const read = readValue(value, field.type, terms.source)
    const fault = read === undefined ? wrongValue(name, field) : refusedValue(name, read, field, given)
    if (fault !== null) faults.push(fault)
    else if (read !== undefined && read !== '') taken.push(takenAs(name, read, field))
  }
  return { taken, faults }
}

/** The change that sets what was taken; `source` stands beside the consents. */
export function changeOfTaken(
  taken: readonly TakenTrait[],
  source: string,
): NonNullable<CustomerChange['setTraits']> {
  return Object.fromEntries(
    taken.map(({ name, value, isDate, personal, consent }) => {
      const plain: PlainTrait | null = isDate && typeof value === 'string' ? new Date(value) : value
      if (plain === null || !personal) return [name, plain]
      return [name, { personal: plain, ...(consent !== undefined && { consent: { source, text: consent } }) }]
    }),
  )
}

function takenAs(
  name: string,
  value: TakenTrait['value'],
  { type, personal, consent }: TraitField,
): TakenTrait {
  return {
    name,
    value,
    ...(type === 'date' && value !== null && { isDate: true }),
    ...(personal && { personal: true }),
    ...(consent !== undefined && value !== null && { consent }),
  }
}

/** As rules read it, a date as ISO; undefined when it does not fit the type. */
function readValue(
  value: TakenTrait['value'],
  type: FieldType,
  source: TraitSource,
): TakenTrait['value'] | undefined {
  // A field left empty in a form says nothing; nobody but their owner or the shop takes a value away.
  if (value === null) return source === 'form' ? undefined : null
  if (type === 'number' || type === 'boolean') {
    return typeof value === type ? value : undefined
  }
  if (typeof value !== 'string' || value.length > textLimit) return undefined
  const line = cleanLine(value)
  if (type === 'text' || line === '') return line
  if (type === 'monthDay') return isMonthDay(line) ? line : undefined
  const iso = readMoment(line)?.kind === 'at' ? line : readDay(line)
  return iso === null ? undefined : new Date(iso).toISOString()
}

function notAllowed(name: string, field: TraitField | null, { source, traits }: Terms): TraitFault {
  const at = { field: `traits.${name}` }
  const expected = `the name of a trait that the ${source} may set`
  if (field !== null) return { ...at, expected, todo: `leave it out, or have ${source} added to its "set"` }
  if (customerField(name) !== null) return { ...at, expected, todo: 'leave it out: Kelu keeps it by itself' }
  const near = nearest(name, [
    ...traits.flatMap(({ fields }) => Object.keys(fields)),
    ...Object.keys(customerFields),
  ])
  const todo = near === null ? 'leave it out, or have it declared first' : `did you mean "${near}"?`
  return { ...at, expected, todo }
}

function wrongValue(name: string, { type }: TraitField): TraitFault {
  return { field: `traits.${name}`, expected: expectedOf[type], todo: 'send it like this, or leave it out' }
}

function refusedValue(
  name: string,
  value: TakenTrait['value'],
  { personal, consent }: TraitField,
  { traitConsents = {} }: GivenTraits,
): TraitFault | null {
  if (!personal && contactIn({ [name]: value }) !== null) {
    const expected = 'no contact data: this trait is kept in clear'
    return { field: `traits.${name}`, expected, todo: 'leave it out, or have the trait declared personal' }
  }
  const isAgreed = Object.hasOwn(traitConsents, name) && traitConsents[name]?.trim() === consent
  if (consent === undefined || value === null || value === '' || isAgreed) return null
  return {
    field: `traitConsents.${name}`,
    expected:
      'the words of consent as they are declared for this trait, once the customer has agreed to them',
    todo: 'show these words beside the field and send them along, or leave the trait out',
  }
}

/** A consent for nothing that was sent is a misspelt name, most likely. */
function strayConsents({ traits = {}, traitConsents = {} }: GivenTraits): TraitFault[] {
  return Object.keys(traitConsents)
    .filter((name) => !Object.hasOwn(traits, name))
    .map((name) => {
      const near = nearest(name, Object.keys(traits))
      const todo = near === null ? 'leave it out' : `did you mean "${near}"?`
      return { field: `traitConsents.${name}`, expected: 'the name of a trait sent along', todo }
    })
}
