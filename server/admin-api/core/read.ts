import type { z } from 'zod'
import { DomainError } from '../../../domain/errors.ts'
import { wordsOfIssue } from './zod-words.ts'

const placesShown = 50

/** The value as the schema says. @throws request.malformed with a sentence at each place */
export function read(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value, { reportInput: true })
  if (result.success) return result.data
  const places: Record<string, string> = {}
  for (const issue of result.error.issues.slice(0, placesShown)) {
    places[issue.path.join('.') || '(body)'] ??= wordsOfIssue(issue)
  }
  throw new DomainError('request.malformed', { places })
}
