import { z } from 'zod'
import { type GivenTraits, type TakenTrait, takeTraits } from '../domain/customers/given-traits.ts'
import type { Registry } from '../domain/language/registry.ts'
import type { TraitSource } from '../domain/language/traits.ts'
import { HttpRefusal } from './refusal.ts'

const name = z.string().min(1).max(60)
const most = 50
const atMost = (given: object) => Object.keys(given).length <= most

/** Fields of a body that may carry own traits, by name. What of them may be set is asked of the declarations: `requireTraits`. */
export const givenTraitsFields = {
  traits: z
    .record(name, z.union([z.string(), z.number(), z.boolean(), z.null()], 'a text, a number, true or false'))
    .refine(atMost, `at most ${most} traits`)
    .optional(),
  /** The words the customer was shown and agreed to, for traits that need it. */
  traitConsents: z.record(name, z.string().max(2_000)).refine(atMost, `at most ${most} consents`).optional(),
}

/** Traits as they wait in the inbox. */
export const takenTraitsSchema: z.ZodType<TakenTrait[]> = z.array(
  z.object({
    name,
    value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
    isDate: z.literal(true).optional(),
    personal: z.literal(true).optional(),
    consent: z.string().optional(),
  }),
)

/** What may be set of the traits in a body; refuses all of it (422), naming each field, what was expected and what to do. */
export function requireTraits(
  given: GivenTraits,
  by: { source: TraitSource; registry: Pick<Registry, 'traits'> },
): TakenTrait[] {
  const { taken, faults } = takeTraits(given, { source: by.source, traits: by.registry.traits })
  if (faults.length > 0) throw new HttpRefusal('request.unprocessable', { faults: faults.slice(0, 20) })
  return taken
}
