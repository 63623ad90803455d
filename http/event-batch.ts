import { z } from 'zod'
import { contactIn, noContactData } from '../domain/customers/contact-data.ts'
import { foreignLineSchema } from './foreign-line.ts'
import { HttpRefusal } from './refusal.ts'

/** What a mini-program may report by itself; orders come signed from the shop, pop-ups by their own addresses. */
const customerSide: ReadonlySet<string> = new Set([
  'miniprogram.entered',
  'page.viewed',
  'product.viewed',
  'cart.added',
])
const ownName = /^custom\.[a-z][a-z0-9_.]{0,60}$/

/** Ids a client chooses: they become part of a key. */
export const clientIdSchema = z.string().regex(/^[\w.:@-]{1,128}$/, 'up to 128 letters, digits or . : @ _ -')

// Names become paths in the store: no dots, no dollar signs.
const propName = z.string().regex(/^[\p{L}_][\p{L}\p{N}_]{0,59}$/u, 'a name of letters, digits and _')
const scalar = z.union([foreignLineSchema(2_000), z.number(), z.boolean(), z.null()])
const flat = z.record(propName, scalar)
const propsSchema = z
  .record(propName, z.union([scalar, z.array(z.union([scalar, flat])).max(50), flat]))
  .superRefine((props, context) => {
    const field = contactIn(props)
    if (field !== null) context.addIssue({ code: 'custom', path: field.split('.'), message: noContactData })
  })

// Preference tags are made of these: what is of another type would never count, and nobody would be told.
const aboutWhat = z.object({
  category: foreignLineSchema(60).nullish(),
  topic: foreignLineSchema(60).nullish(),
  promotion: z.boolean().nullish(),
})
const sayAboutWhat: ReadonlySet<string> = new Set(['page.viewed', 'product.viewed', 'cart.added'])

export const eventSchema = z
  .object({
    id: clientIdSchema,
    name: z.string().max(100),
    at: z.iso.datetime({ offset: true }).transform((at) => new Date(at)),
    props: propsSchema.optional(),
  })
  .superRefine(({ name, props = {} }, context) => {
    const said = sayAboutWhat.has(name) ? aboutWhat.safeParse(props) : null
    for (const { path, message } of said?.error?.issues ?? [])
      context.addIssue({ code: 'custom', path: ['props', ...path], message })
  })

export const eventBatchSchema = z.object({ events: z.array(eventSchema).min(1).max(100) })
export type EventBatch = z.infer<typeof eventBatchSchema>

const aheadMs = 10 * 60_000
const oldestMs = 30 * 86_400_000

/** Refuses all of them, saying which and why: a name we do not know, or a time that cannot be. */
export function requireUsable(
  { events }: { events: readonly Pick<EventBatch['events'][number], 'id' | 'name' | 'at'>[] },
  now: Date,
): void {
  const faults = events.flatMap((event, index) => {
    if (!customerSide.has(event.name) && !ownName.test(event.name)) {
      return [
        {
          index,
          field: `events.${index}.name`,
          id: event.id,
          name: event.name,
          expected: 'an event name of the mini-program, or custom.*',
        },
      ]
    }
    const offMs = event.at.getTime() - now.getTime()
    return offMs > aheadMs || offMs < -oldestMs
      ? [
          {
            index,
            field: `events.${index}.at`,
            id: event.id,
            expected: 'at within the last 30 days and not more than 10 minutes ahead',
          },
        ]
      : []
  })
  if (faults.length > 0) throw new HttpRefusal('request.unprocessable', { faults })
}
