import type { Context } from 'koa'
import type { Clock } from '../domain/clock.ts'
import type { Customers } from '../domain/customers/contract.ts'
import { DomainError } from '../domain/errors.ts'
import type { Outreach } from '../domain/outreach/contract.ts'
import type { RateLimit } from '../http/rate-limit.ts'
import { HttpRefusal } from '../http/refusal.ts'
import type { Who } from './who.ts'

/** GET /mp/v1/popups and POST /mp/v1/popups/:touchId/click | dismiss: the mini-program pulls what waits for its user. */
export function createPopups(deps: {
  who: Who
  customers: Customers
  outreach: Outreach
  clock: Clock
  limit: RateLimit
}) {
  const { who, customers, outreach, clock, limit } = deps

  async function own(ctx: Context, touchId: string) {
    const { subject, customer } = await who.required(ctx)
    await limit(subject)
    const touch = await outreach.findTouch(touchId)
    // Somebody else's touch does not exist for this one. A touch keeps the id its customer had before a merge.
    const isOwn = touch && [customer._id, ...customer.mergedFrom].includes(touch.customerId)
    if (!isOwn) throw new DomainError('touch.not_found')
    return customer
  }

  function tell(customerId: string, touchId: string, name: 'popup.clicked' | 'popup.dismissed') {
    return customers.hear({
      _id: `${name}:${touchId}`,
      customerId,
      name,
      at: clock.now(),
      props: { touchId },
      source: 'miniprogram',
    })
  }

  return {
    async pull(ctx: Context) {
      // Each is handed out once: asking for the head alone would use them up unseen.
      if (ctx.method === 'HEAD') throw new HttpRefusal('route.not_found')
      const { subject, customer } = await who.required(ctx)
      await limit(subject)
      ctx.body = { popups: await outreach.pullPopups(customer) }
    },

    async click(ctx: Context, touchId: string) {
      const customer = await own(ctx, touchId)
      const signalId = `popup.clicked:${touchId}`
      await outreach.signal({ kind: 'clicked', touchId, at: clock.now(), signalId, link: 'popup' })
      await tell(customer._id, touchId, 'popup.clicked')
      ctx.status = 204
    },

    async dismiss(ctx: Context, touchId: string) {
      const customer = await own(ctx, touchId)
      await tell(customer._id, touchId, 'popup.dismissed')
      ctx.status = 204
    },
  }
}
