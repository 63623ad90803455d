import { z } from 'zod'
import { withoutInvisible } from '../../domain/text/clean-line.ts'

/** `malformed` items are counted, not thrown: one of them must not bring the whole batch back again. */
export interface Pushed<T> {
  items: T[]
  malformed: number
}

/** An id that gateways write as text or as a number. */
export const textId = z.union([z.string().min(1), z.number()]).transform(String)

/** Reads what a gateway posted, entry by entry; a body that is no array is one entry. */
export function parseEach<T>(body: unknown, schema: z.ZodType<T>): Pushed<T> {
  const items: T[] = []
  let malformed = 0
  for (const each of Array.isArray(body) ? body : [body]) {
    const parsed = schema.safeParse(each)
    if (parsed.success) items.push(parsed.data)
    else malformed += 1
  }
  return { items, malformed }
}

/** E.164 of a number as gateways write it: mainland ones bare, with 86, 0086 or +86; null when it is none. */
export function phoneOf(text: string): string | null {
  const digits = withoutInvisible(text.normalize('NFKC'))
    .replace(/[\s-]/g, '')
    .replace(/^(\+|00)/, '')
  const phone = /^1\d{10}$/.test(digits) ? `+86${digits}` : `+${digits}`
  return /^\+\d{6,15}$/.test(phone) ? phone : null
}
