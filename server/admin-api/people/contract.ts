import { z } from 'zod'
import { foreignIdSchema, optionalLineSchema } from '../../../http/foreign-line.ts'
import { givenTraitsFields } from '../../../http/given-traits.ts'
import { typedEmailSchema } from '../../../http/typed-email.ts'
import { consentSubjects } from '../../../models/customer.ts'
import { endpoint } from '../core/endpoint.ts'
import { time } from '../core/parts.ts'
import { tagName } from '../customers/parts.ts'
import { idsSchema, whoseSchema } from './whose.ts'

const consentState = z.enum(['granted', 'refused'])

const person = z
  .object({
    id: z.string(),
    nickname: z.string().nullable(),
    /** Masked, as everywhere. */
    phone: z.string().nullable(),
    email: z.string().nullable(),
    tags: z.array(z.string()),
    /** What holds now, by channel. */
    consents: z.partialRecord(z.enum(consentSubjects), consentState),
    /** userid of the salesperson. */
    owner: z.string().nullable(),
    createdAt: time,
  })
  .meta({ id: 'Person' })

const consent = z.object({
  channel: z.enum(consentSubjects),
  state: consentState,
  /** When the person said so. */
  at: z.iso.datetime({ offset: true }).transform((at) => new Date(at)),
  /** The words the person saw, and which version of them. */
  text: z.string().trim().min(1).max(2_000),
  textVersion: z.string().trim().min(1).max(60),
  /** Where the proof lies: the number of a form, a recording, a contract. */
  evidence: z.string().trim().min(1).max(200),
})

export const people = {
  find: endpoint({
    method: 'post',
    path: '/customers/find',
    summary:
      'One customer by any id they are known by; in the body, so that no phone number stands in an address',
    roles: [],
    scope: 'customers:read',
    readsOnly: true,
    body: whoseSchema,
    answer: person,
  }),
  save: endpoint({
    method: 'post',
    path: '/customers',
    summary: 'Create a customer or change what is known of one, found by their ids; what is left out stays',
    roles: [],
    scope: 'customers:write',
    body: z.object({
      ids: idsSchema,
      profile: z
        .object({
          nickname: optionalLineSchema(64),
          region: optionalLineSchema(60),
          sourceChannel: optionalLineSchema(60),
          realName: optionalLineSchema(64),
          email: typedEmailSchema.optional(),
        })
        .default({}),
      ...givenTraitsFields,
      addTags: z.array(tagName).max(20).default([]),
      removeTags: z.array(tagName).max(20).default([]),
      consents: z.array(consent).max(consentSubjects.length).default([]),
      /** userid of the salesperson who looks after them. */
      owner: foreignIdSchema(64).optional(),
    }),
    answer: person,
  }),
}
