import { z } from 'zod'
import type { Clock } from '../../../domain/clock.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { InboxHandler } from '../../../domain/inbox/inbox.ts'
import type { Outreach } from '../../../domain/outreach/contract.ts'
import type { InboxRecord } from '../../../models/inbox.ts'

/** The record of a send is written after its answer, which the receipt may overtake. */
const overtakenMs = 2 * 60_000

const reportSchema = z.object({
  report: z.object({
    ref: z.string().optional(),
    by: z.literal('bizId').optional(),
    bizId: z.string().default(''),
    phone: z.string().default(''),
    delivered: z.boolean(),
    code: z.string(),
    unreachable: z.boolean(),
  }),
})
const uplinkSchema = z.object({ uplink: z.object({ phone: z.string(), refusal: z.boolean() }) })

/** The inbox handler of source `sms`: receipts become signals, a refusal ends marketing by SMS at once, a reply is told. */
export function createSmsHandler(deps: {
  customers: Customers
  outreach: Pick<Outreach, 'signal' | 'touchOfRef' | 'touchSentAs'>
  clock: Clock
}): InboxHandler {
  const { customers, outreach, clock } = deps

  async function report(payload: unknown, record: InboxRecord): Promise<'done' | 'ignored'> {
    const told = reportSchema.parse(payload).report
    const { delivered, code, unreachable } = told
    const touch = told.by === 'bizId' ? await sentAs(told, record) : ofRef(told.ref)
    // A message of another system under the same signature.
    if (touch === null) return 'ignored'
    const { touchId, ref } = touch
    const about = { touchId, at: record.at, signalId: record._id }
    if (delivered) await outreach.signal({ kind: 'delivered', ...about })
    else await outreach.signal({ kind: 'failed', ...about, ref, reason: code, unreachable })
    return 'done'
  }

  const ofRef = (ref: string | undefined) =>
    ref === undefined ? null : { touchId: outreach.touchOfRef(ref), ref }

  /** The message among what its receiver was sent. */
  async function sentAs({ phone, bizId }: { phone: string; bizId: string }, record: InboxRecord) {
    const owners = await customers.findByPhone(phone)
    for (const owner of owners) {
      const touch = await outreach.touchSentAs(owner, { channel: 'sms', providerId: bizId })
      if (touch) return touch
    }
    const isOvertaking = clock.now().getTime() - record.at.getTime() <= overtakenMs
    if (owners.length > 0 && isOvertaking) throw new DomainError('touch.not_found')
    return null
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
