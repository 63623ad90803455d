import { z } from 'zod'
import { clientIdSchema } from './event-batch.ts'
import { optionalLineSchema } from './foreign-line.ts'
import { givenTraitsFields, takenTraitsSchema } from './given-traits.ts'
import { typedEmailSchema } from './typed-email.ts'
import { typedPhoneSchema } from './typed-phone.ts'

export const leadFormSchema = z.object({
  id: clientIdSchema,
  form: z.string().regex(/^[\w.-]{1,64}$/, 'the name of the form'),
  phone: typedPhoneSchema,
  email: typedEmailSchema.optional(),
  nickname: optionalLineSchema(64),
  sourceChannel: optionalLineSchema(60),
  consent: z.object({
    sms: z.boolean().optional(),
    email: z.boolean().optional(),
    /** The words beside the tick box, kept as proof. */
    text: z.string().trim().min(1).max(2_000),
  }),
  ...givenTraitsFields,
})
export type LeadForm = z.infer<typeof leadFormSchema>

/** What waits in the inbox: the form, the traits in it that may be set, and whose log-in it came with. */
export const leadPayloadSchema = z.object({
  lead: leadFormSchema,
  customerId: z.string().nullable(),
  traits: takenTraitsSchema.default([]),
})
