import { z } from 'zod'
import type { Clock } from '../../domain/clock.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import { DomainError } from '../../domain/errors.ts'
import type { UrgentInboxHandler } from '../../domain/inbox/inbox.ts'
import type { Outreach } from '../../domain/outreach/contract.ts'
import type { Customer } from '../../models/customer.ts'
import type { InboxRecord } from '../../models/inbox.ts'
import { itemsOf, kindOf, type Push } from './parse-push.ts'

type Handler = (push: Push, customer: Customer, record: InboxRecord) => Promise<'done' | 'ignored'>

/** The record of a send is written after its answer, which the event may overtake. */
const overtakenMs = 2 * 60_000

const payloadSchema = z.union([
  // As parsePush gave it: nobody but us can have sealed it.
  z.object({ push: z.custom<Push>((value) => typeof value === 'object' && value !== null) }),
  z.object({ plain: z.string() }),
])

/** The inbox handler of source `wechat`: a table from event to handler; events without one stay stored and are ignored. */
export function createPushHandler(deps: {
  appid: string
  customers: Customers
  outreach: Pick<Outreach, 'signal' | 'touchSentAs'>
  clock: Clock
}): UrgentInboxHandler {
  const { appid, customers, outreach, clock } = deps

  /** The answer to a pop-up, as the phone reports it, too: whichever comes first counts. */
  const popupAnswered: Handler = async (push, customer, record) => {
    const accepted = itemsOf(push).filter(({ SubscribeStatusString }) => SubscribeStatusString === 'accept')
    for (const { TemplateId: templateId } of accepted) {
      if (!templateId) continue
      const credit = { templateId, by: 1, act: { at: record.at, toldBy: 'platform' } } as const
      await customers.change(customer._id, { credit }, `${record._id}:${templateId}`)
    }
    return 'done'
  }

  /** Only a template switched off is told: what was accepted before is worth nothing any more. */
  const settingChanged: Handler = async (push, customer, record) => {
    for (const { TemplateId: templateId, SubscribeStatusString } of itemsOf(push)) {
      if (!templateId || SubscribeStatusString !== 'reject') continue
      const by = -(customer.credits[templateId] ?? 0)
      await customers.change(customer._id, { credit: { templateId, by } }, `${record._id}:${templateId}`)
    }
    return 'done'
  }

  const sendEnded: Handler = async (push, customer, record) => {
    for (const { MsgID: providerId, ErrorCode, ErrorStatus } of itemsOf(push)) {
      if (!providerId) continue
      const touch = await outreach.touchSentAs(customer, { channel: 'miniprogram', providerId })
      if (!touch) {
        // Of another system under the same mini-program, or not written down yet.
        if (clock.now().getTime() - record.at.getTime() > overtakenMs) continue
        throw new DomainError('touch.not_found')
      }
      const about = { touchId: touch.touchId, at: record.at, signalId: `${record._id}:${providerId}` }
      if (ErrorCode === '0') await outreach.signal({ kind: 'delivered', ...about })
      else {
        const reason = `${ErrorCode ?? ''} ${ErrorStatus ?? ''}`.trim().slice(0, 100)
        await outreach.signal({ kind: 'failed', ...about, ref: touch.ref, reason, unreachable: false })
      }
    }
    return 'done'
  }

  const handlers = new Map<string, Handler>([
    ['subscribe_msg_popup_event', popupAnswered],
    ['subscribe_msg_change_event', settingChanged],
    ['subscribe_msg_sent_event', sendEnded],
  ])

  return {
    urgent: async () => undefined,
    async handle(payload, record) {
      const kept = payloadSchema.parse(payload)
      const handler = 'push' in kept && handlers.get(kindOf(kept.push))
      if (!handler || !kept.push.FromUserName) return 'ignored'
      const openid = { kind: 'openid', appid, value: kept.push.FromUserName } as const
      const customer = await customers.getOrCreate([openid], { source: 'miniprogram', at: record.at })
      return handler(kept.push, customer, record)
    },
    ignores: (kind) => !handlers.has(kind),
  }
}
