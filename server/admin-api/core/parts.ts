import { z } from 'zod'

/** A time: a `Date` where the handler answers, ISO 8601 in UTC where it leaves. */
export const time = z
  .date()
  .transform((at) => at.toISOString())
  .pipe(z.iso.datetime())

/** Parameters of a path that ends in an id. */
export const idParams = z.object({ id: z.string().min(1).max(200) })

/** Nothing but that it was done. */
export const done = z.object({})

/** The query of a list that comes in pages; spread it into the list's own: `z.object({ ...pageQuery, … })`. */
export const pageQuery = {
  /** `next` of the page before. */
  after: z.string().max(200).optional(),
  limit: z.coerce.number<number | string>().int().min(1).max(200).default(50),
}

/** A page of a list; `next` is null on the last. */
export function paged<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}
