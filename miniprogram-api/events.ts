import { z } from 'zod'
import type { Activity } from '../domain/activity.ts'
import type { Clock } from '../domain/clock.ts'
import type { Customers, NewEvent } from '../domain/customers/contract.ts'
import type { AddedBy, Context } from '../http/context.ts'
import { contract, json } from '../http/contract.ts'
import { eventBatchSchema, requireUsable } from '../http/event-batch.ts'
import type { LoggedIn } from './session.ts'

export const eventsContract = contract({
  summary: 'Tell what the customer did: durable before the answer, one id counts once.',
  body: json(eventBatchSchema, 256 * 1024),
  answer: z.object({ accepted: z.int() }),
  refusals: ['request.unprocessable'],
})

/** POST /mp/v1/events: durable before the answer, applied after it; the same id from the same customer counts once. */
export function createEvents(deps: {
  customers: Customers
  clock: Clock
  background: Activity['background']
}) {
  const { customers, clock, background } = deps

  return async (ctx: Context<LoggedIn & AddedBy<typeof eventsContract>>) => {
    const { subject, customer } = ctx.state.login
    const batch = ctx.state.given.body
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
