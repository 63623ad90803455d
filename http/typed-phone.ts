import { z } from 'zod'
import { normalisePhone } from '../domain/customers/phone-number.ts'

/** A phone as people type it; E.164 afterwards, also when read again from the inbox. */
export const typedPhoneSchema = z
  .string()
  .max(64)
  .transform((typed, context) => {
    try {
      return normalisePhone(typed)
    } catch {
      context.addIssue({
        code: 'custom',
        message: 'a mainland mobile number, or a foreign one with + and country code',
      })
      return z.NEVER
    }
  })
