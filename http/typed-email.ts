import { z } from 'zod'
import { withoutInvisible } from '../domain/text/clean-line.ts'

/** An e-mail address as people type or copy it: full-width ＠ and ．, blanks and invisible signs around it are taken off. */
export const typedEmailSchema = z
  .string()
  .max(320)
  .transform((typed) => withoutInvisible(typed.normalize('NFKC')))
  .pipe(z.email().max(254))
