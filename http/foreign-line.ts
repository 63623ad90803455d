import { z } from 'zod'
import { cleanLine, withoutInvisible } from '../domain/text/clean-line.ts'

/** Words of a stranger, at most `most` characters as sent: clean and on one line afterwards, perhaps empty. */
export const foreignLineSchema = (most: number) => z.string().max(most).transform(cleanLine)

/** A field people may leave empty; one that shows as nothing was left empty. */
export const optionalLineSchema = (most: number) =>
  foreignLineSchema(most)
    .transform((line) => line || undefined)
    .optional()

/** An id of another system, at most `most` characters: without blanks around it and what copying brought along. */
export const foreignIdSchema = (most: number) =>
  z.string().max(most).transform(withoutInvisible).pipe(z.string().min(1))
