import type { Context } from 'koa'
import type { Activity } from '../domain/activity.ts'
import type { Clock } from '../domain/clock.ts'
import type { Customers, NewEvent } from '../domain/customers/contract.ts'
import { parse } from '../http/parse.ts'
import type { RateLimit } from '../http/rate-limit.ts'
import { readJson } from '../http/read-body.ts'
import { eventBatchSchema, requireUsable } from './event-batch.ts'
import type { Who } from './who.ts'

/** POST /mp/v1/events: durable before the answer, applied after it; the same id from the same customer counts once. */
export function createEvents(deps: {
  who: Who
  customers: Customers
  clock: Clock
  background: Activity['background']
  limit: RateLimit
}) {
  const { who, customers, clock, background, limit } = deps

  return async (ctx: Context) => {
    const { subject, customer } = await who.required(ctx)
    await limit(subject)
    const batch = parse(eventBatchSchema, await readJson(ctx, 256 * 1024))
    requireUsable(batch, clock.now())
    const events = batch.events.map(
      (event): NewEvent => ({
        _id: `mp:${subject}:${event.id}`,
        customerId: customer._id,
        name: event.name,
        at: event.at,
        props: event.props ?? {},
        source: 'miniprogram',
      }),
    )
    await customers.accept(events)
    background('miniprogram events', () => customers.process(events.map((event) => event._id)))
    ctx.body = { accepted: events.length }
  }
}
