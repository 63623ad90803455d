import { z } from 'zod'
import type { Customers } from '../../../domain/customers/contract.ts'
import type { InboxHandler } from '../../../domain/inbox/inbox.ts'
import type { Outreach } from '../../../domain/outreach/contract.ts'
import type { InboxRecord } from '../../../models/inbox.ts'

const reportSchema = z.object({
  report: z.object({
    ref: z.string().optional(),
    delivered: z.boolean(),
    code: z.string(),
    unreachable: z.boolean(),
  }),
})
const uplinkSchema = z.object({ uplink: z.object({ phone: z.string(), refusal: z.boolean() }) })

/** The inbox handler of source `sms`: receipts become signals, a refusal ends marketing by SMS at once, a reply is told. */
export function createSmsHandler(deps: {
  customers: Customers
  outreach: Pick<Outreach, 'signal' | 'touchOfRef'>
}): InboxHandler {
  const { customers, outreach } = deps

  async function report(payload: unknown, record: InboxRecord): Promise<'done' | 'ignored'> {
    const { ref, delivered, code, unreachable } = reportSchema.parse(payload).report
    // A message of another system under the same signature.
    if (ref === undefined) return 'ignored'
    const about = { touchId: outreach.touchOfRef(ref), at: record.at, signalId: record._id }
    if (delivered) await outreach.signal({ kind: 'delivered', ...about })
    else await outreach.signal({ kind: 'failed', ...about, ref, reason: code, unreachable })
    return 'done'
  }

  async function uplink(payload: unknown, record: InboxRecord): Promise<'done' | 'ignored'> {
    const { phone, refusal } = uplinkSchema.parse(payload).uplink
    if (refusal) {
      // Also from a number we do not know yet: the refusal must hold if it becomes a customer's.
      const origin = { source: 'sms', at: record.at }
      await customers.getOrCreate([{ kind: 'phone', value: phone, verified: false }], origin)
    }
    const owners = await customers.findByPhone(phone)
    for (const owner of owners) {
      await tell(owner._id, refusal, record)
      // Whoever answers from a phone is reached on it.
      if (owner.reach.sms?.state !== 'unreachable') continue
      const of = customers.identityKey({ kind: 'phone', value: phone, verified: false })
      await customers.change(owner, { setReach: { sms: { state: 'reachable', of } } }, `${record._id}:reach`)
    }
    return owners.length > 0 ? 'done' : 'ignored'
  }

  async function tell(customerId: string, refusal: boolean, record: InboxRecord): Promise<void> {
    if (refusal) {
      const refused = { state: 'refused', source: 'sms reply' } as const
      await customers.change(customerId, { setConsent: { sms: refused } }, `${record._id}:refused`)
    }
    await customers.hear({
      _id: `${record._id}:${customerId}`,
      customerId,
      name: refusal ? 'message.unsubscribed' : 'message.replied',
      at: record.at,
      props: { channel: 'sms' },
      source: 'sms',
    })
  }

  return (payload, record) => (record.kind === 'report' ? report(payload, record) : uplink(payload, record))
}
