import { z } from 'zod'
import type { Customers } from '../domain/customers/contract.ts'
import { changeOfTaken } from '../domain/customers/given-traits.ts'
import { shownTrait } from '../domain/customers/personal-traits.ts'
import type { Registry } from '../domain/language/registry.ts'
import type { AddedBy, Context } from '../http/context.ts'
import { contract, json } from '../http/contract.ts'
import { clientIdSchema } from '../http/event-batch.ts'
import { optionalLineSchema } from '../http/foreign-line.ts'
import { givenTraitsFields, requireTraits } from '../http/given-traits.ts'
import type { RequireHarmless } from './harmless-words.ts'
import type { LoggedIn } from './session.ts'
import { wordsOf } from './trait-words.ts'

const profileSchema = z.object({
  id: clientIdSchema,
  nickname: optionalLineSchema(64),
  region: optionalLineSchema(60),
  ...givenTraitsFields,
})

const shown = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.date()])

export const profileContract = contract({
  summary: 'What a customer may tell of themselves, as it is declared at present.',
  answer: z.object({
    fields: z.array(
      z.object({
        trait: z.string(),
        name: z.string(),
        type: z.string(),
        /** What to show beside the field, and to send back once it is agreed to. */
        consent: z.string().optional(),
        /** As it is now; `***` for personal data, absent without a value. */
        value: shown.optional(),
      }),
    ),
  }),
})

export const setProfileContract = contract({
  summary: 'Tell something of oneself; once per id, null takes a trait away.',
  body: json(profileSchema, 16 * 1024),
  answer: z.object({ accepted: z.literal(true) }),
  refusals: ['request.unprocessable'],
})

/** GET and POST /mp/v1/profile: what a customer may tell of themselves, as it is declared at present. */
export function createProfile(deps: {
  customers: Customers
  registry: Pick<Registry, 'traits'>
  requireHarmless: RequireHarmless
}) {
  const { customers, registry, requireHarmless } = deps

  return {
    get(ctx: Context<LoggedIn>) {
      const { customer } = ctx.state.login
      const declared = registry.traits.flatMap(({ fields }) => Object.entries(fields))
      ctx.body = {
        fields: declared
          .filter(([, { set }]) => set.includes('profile'))
          .map(([trait, { name, type, consent }]) => {
            const value = Object.hasOwn(customer.traits, trait) ? customer.traits[trait] : undefined
            return { trait, name, type, consent, value: value === undefined ? undefined : shownTrait(value) }
          }),
      }
    },

    async set(ctx: Context<LoggedIn & AddedBy<typeof setProfileContract>>) {
      const { subject, customer } = ctx.state.login
      const { id, nickname, region, traits, traitConsents } = ctx.state.given.body
      const taken = requireTraits({ traits, traitConsents }, { source: 'profile', registry })
      await requireHarmless(ctx.state.login, 'profile', { nickname, region, ...wordsOf(taken) })
      const change = { setProfile: { nickname, region }, setTraits: changeOfTaken(taken, 'profile') }
      await customers.change(customer._id, change, `mp:profile:${subject}:${id}`)
      ctx.body = { accepted: true }
    },
  }
}
