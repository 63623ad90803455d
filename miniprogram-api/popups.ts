import { z } from 'zod'
import type { Clock } from '../domain/clock.ts'
import type { Customers } from '../domain/customers/contract.ts'
import { DomainError } from '../domain/errors.ts'
import type { Outreach } from '../domain/outreach/contract.ts'
import type { AddedBy, Context } from '../http/context.ts'
import { contract } from '../http/contract.ts'
import { HttpRefusal } from '../http/refusal.ts'
import type { LoggedIn } from './session.ts'

const popup = z.object({
  touchId: z.string(),
  title: z.string(),
  body: z.string(),
  to: z.string().optional().describe('page to open when it is followed'),
  picture: z.string().optional().describe('address of its picture'),
  priority: z.number().default(0),
})
export const popupsContract = contract({
  summary:
    'Take the pop-ups that wait for the customer, the highest priority first; each is handed out once.',
  answer: z.object({ popups: z.array(popup) }),
})
const onePopup = {
  params: z.object({ touchId: z.string().max(512) }),
  answer: z.null(),
  refusals: ['touch.not_found'],
} as const
export const clickContract = contract({ summary: 'A pop-up was followed; counts once.', ...onePopup })
export const dismissContract = contract({ summary: 'A pop-up was closed; counts once.', ...onePopup })
type OnePopup = Context<LoggedIn & AddedBy<typeof clickContract>>

/** GET /mp/v1/popups and POST /mp/v1/popups/:touchId/click | dismiss: the mini-program pulls what waits for its user. */
export function createPopups(deps: { customers: Customers; outreach: Outreach; clock: Clock }) {
  const { customers, outreach, clock } = deps

  async function own(ctx: OnePopup) {
    const { customer } = ctx.state.login
    const { touchId } = ctx.state.given.params
    const touch = await outreach.findTouch(touchId)
    // Somebody else's touch does not exist for this one. A touch keeps the id its customer had before a merge.
    const isOwn = touch && [customer._id, ...customer.mergedFrom].includes(touch.customerId)
    if (!isOwn) throw new DomainError('touch.not_found')
    return { customer, touchId }
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
    async pull(ctx: Context<LoggedIn>) {
      // Each is handed out once: asking for the head alone would use them up unseen.
      if (ctx.method === 'HEAD') throw new HttpRefusal('route.not_found')
      ctx.body = { popups: await outreach.pullPopups(ctx.state.login.customer) }
    },

    async click(ctx: OnePopup) {
      const { customer, touchId } = await own(ctx)
      const signalId = `popup.clicked:${touchId}`
      await outreach.signal({ kind: 'clicked', touchId, at: clock.now(), signalId, link: 'popup' })
      await tell(customer._id, touchId, 'popup.clicked')
      ctx.status = 204
    },

    async dismiss(ctx: OnePopup) {
      const { customer, touchId } = await own(ctx)
      await tell(customer._id, touchId, 'popup.dismissed')
      ctx.status = 204
    },
  }
}
