import type { Channel } from '../../../models/customer.ts'
import type { Touch } from '../../../models/touch.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import { isRobot, tooFastMs } from './robots.ts'
import { signal } from './signal.ts'

/** Whom an unsubscribe token names. */
export function readUnsubscribeToken(
  parts: OutreachParts,
  token: string,
): { customerId: string; channel: Channel } | null {
  const subject = parts.signer.read('u', token)
  return subject && { customerId: subject.customerId, channel: subject.channel }
}

/** Refuses the token's channel for marketing. A repeat changes nothing more. */
export async function unsubscribe(parts: OutreachParts, token: string, at: Date): Promise<boolean> {
  const subject = parts.signer.read('u', token)
  if (!subject) return false
  const customer = await parts.customers.find(subject.customerId)
  if (!customer) return false
  const { touchId, channel } = subject
  // With the moment: somebody who agreed again later can use the same old link once more.
  const cause = `unsubscribe:${touchId}:${at.getTime()}`
  await refuse(parts, customer._id, channel, { source: 'unsubscribe', cause })
  await tellRefusal(parts, customer._id, touchId, channel, at)
  return true
}

/** Somebody called an e-mail of ours spam: no more marketing by e-mail, as if they had unsubscribed. Safe to repeat. */
export async function complain(parts: OutreachParts, { _id, customerId }: Touch, ref: string, at: Date) {
  const customer = await parts.customers.find(customerId)
  if (!customer) return
  await refuse(parts, customer._id, 'email', { source: 'complaint', cause: `complaint:${ref}` })
  await tellRefusal(parts, customer._id, _id, 'email', at)
}

async function refuse(
  { customers }: OutreachParts,
  customerId: string,
  channel: Channel,
  { source, cause }: { source: string; cause: string },
): Promise<void> {
  await customers.change(customerId, { setConsent: { [channel]: { state: 'refused', source } } }, cause)
}

async function tellRefusal(
  parts: OutreachParts,
  customerId: string,
  touchId: string,
  channel: Channel,
  at: Date,
): Promise<void> {
  const touch = await parts.stores.touches.find(touchId)
  await parts.customers.hear({
    _id: `touch:${touchId}:unsubscribed`,
    customerId,
    name: 'message.unsubscribed',
    at,
    props: {
      touchId,
      channel,
      messageId: touch?.messageId,
      purpose: touch?.purpose,
      journeyId: touch?.journeyId,
      stepId: touch?.stepId,
    },
    source: 'outreach',
  })
}

/** Counts an open, unless a mail proxy fetched the picture. */
export async function open(
  parts: OutreachParts,
  token: string,
  visit: { at: Date; userAgent?: string },
): Promise<boolean> {
  const subject = parts.signer.read('o', token)
  if (!subject) return false
  const touch = await parts.stores.touches.find(subject.touchId)
  const sentAt = touch?.sentAt ?? touch?.attempts.at(-1)?.at
  const tooFast = sentAt !== undefined && visit.at.getTime() - sentAt.getTime() < tooFastMs
  if (isRobot(visit.userAgent) || tooFast) {
    await parts.stores.touches.countMachineOpen(subject.touchId)
    return true
  }
  const { touchId } = subject
  await signal(parts, { kind: 'opened', touchId, at: visit.at, signalId: `open:${visit.at.getTime()}` })
  return true
}
