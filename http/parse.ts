import type { z } from 'zod'
import { DomainError } from '../domain/errors.ts'

/** The value as the schema says, or request.malformed naming each field and what was expected (never the value given). */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const faults = result.error.issues
    .slice(0, 20)
    .map((issue) => ({ field: issue.path.join('.') || '(body)', expected: issue.message }))
  throw new DomainError('request.malformed', { faults })
}
