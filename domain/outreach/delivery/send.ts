import type { Customer } from '../../../models/customer.ts'
import type { Attempt, Touch } from '../../../models/touch.ts'
import { storeLinks } from '../content/link-book.ts'
import { type MessageVersion, messageOf } from '../content/message-version.ts'
import type { TouchRequest } from '../contract.ts'
import { journeyWants } from '../gates/journey-active.ts'
import { holdOn } from '../gates/marketing-held.ts'
import type { Moved, OutreachParts } from '../outreach-parts.ts'
import type { AttemptRef } from '../ports.ts'
import type { Addresses } from '../render/render-input.ts'
import type { Rendered } from '../render/rendered.ts'
import { brandAppId } from './addresses.ts'
import { askSender, attemptRef, callSender, type SingleSend } from './dispatch.ts'
import { type Answer, hasOpenQuestion, recordAnswer } from './record-answer.ts'
import { originalOf } from './repeats.ts'

export interface Shipment {
  touch: Touch
  request: TouchRequest
  written: MessageVersion
  customer: Customer
  addresses: Addresses
}

/** From a reserved touch to the recorded answer of one provider call. */
export async function send(parts: OutreachParts, shipment: Shipment): Promise<Moved> {
  const { message, version } = shipment.written
  const linked = await storeLinks({ links: parts.stores.links, book: parts.book }, shipment.touch, message, {
    now: parts.clock.now(),
    appid: brandAppId(parts, message),
  })
  if (!linked?.channel) return { touch: linked }
  const rendered = single(
    parts.render({
      message,
      customer: shipment.customer,
      touchId: linked._id,
      channel: linked.channel,
      addresses: shipment.addresses,
      values: shipment.request.values ?? {},
      codes: linked.links,
      recommended: linked.recommended,
    }),
  )

  // A publication may have come since the gates were asked: they are asked anew.
  const { published } = parts
  if (holdOn(published, message.purpose) !== null || journeyWants(published, linked) !== 'yes') {
    const back = { state: 'planned', reservedAt: null } as const
    return { touch: await parts.book.write(linked, back, parts.clock.now()) }
  }
  // The compare-and-set that makes the call ours alone; nothing but the call may come after it.
  const n = linked.attempts.length + 1
  const at = parts.clock.now()
  const attempt: Attempt = {
    ref: attemptRef(linked._id, n),
    channel: rendered.channel,
    at,
    address: parts.signer.digest(rendered.address),
    segments: rendered.channel === 'sms' ? rendered.segments : undefined,
    possibleDuplicate: hasOpenQuestion(linked.attempts) || undefined,
    message: version,
  }
  const attempts = [...linked.attempts, attempt]
  const popup = rendered.channel === 'popup' ? rendered.message : undefined
  const sending = await parts.book.write(
    linked,
    { state: 'sending', attempts, reservedAt: null, popup, popupState: popup && 'waiting' },
    at,
  )
  if (!sending) return { touch: null }
  if (parts.clock.now().getTime() - at.getTime() > parts.timings.leaseMs / 2) {
    // We slept too long to be sure that nobody is looking after this attempt already.
    parts.log.warn({ touchId: linked._id, n }, 'attempt left to recovery: too late to call')
    return { touch: null }
  }

  const ref = { ref: attempt.ref, at, repeats: originalOf(attempts, n - 1)?.ref }
  const outcome = await callSender(parts.senders, rendered, ref)
  const answer = outcome.kind === 'unknown' ? await afterLostAnswer(parts, rendered, ref) : outcome
  if (answer === 'askAgain') return { touch: sending }
  return keepAnswer(parts, sending, n, answer)
}

function single(rendered: Rendered): SingleSend {
  if (rendered.channel === 'wecom') throw new TypeError('a group-send is joined, not sent')
  return rendered
}

/** A call without an answer may still be on its way, so "never got it" counts only when the lease is over. */
async function afterLostAnswer(
  parts: OutreachParts,
  rendered: SingleSend,
  ref: AttemptRef,
): Promise<Answer | 'askAgain'> {
  const found = await askSender(parts.senders, rendered, ref)
  return found.kind === 'notFound' ? 'askAgain' : found
}

/** Writes down an answer; repeated until it is stored or somebody else has stored one. */
export async function keepAnswer(
  parts: OutreachParts,
  touch: Touch,
  n: number,
  answer: Answer,
): Promise<Moved> {
  const creditTemplate = await creditTemplateOf(parts, touch, n)
  for (let current: Touch | null = touch; current; ) {
    const now = parts.clock.now()
    const changes = recordAnswer({
      touch: current,
      n,
      answer,
      now,
      timings: parts.timings,
      creditTemplate,
    })
    if (!changes) {
      parts.log.debug({ touchId: touch._id, n, answer: answer.kind }, 'answer was known already')
      return { touch: null }
    }
    const recorded = await parts.book.write(current, changes, now)
    if (recorded) {
      parts.log.debug({ touchId: touch._id, n, answer: answer.kind }, 'answer recorded')
      if (recorded.sentAt) parts.observe('sent', recorded.sentAt.getTime() - mightGoFrom(recorded))
      return { touch: recorded }
    }
    current = await parts.stores.touches.find(touch._id)
  }
  return { touch: null }
}

/** When it was asked for; after a wait, when that was over. */
function mightGoFrom({ createdAt, decisions }: Touch): number {
  const waits = decisions.flatMap(({ verdict, until }) =>
    verdict === 'defer' && until ? [until.getTime()] : [],
  )
  return Math.max(createdAt.getTime(), ...waits)
}

/** The subscription template that pays for attempt `n`, as it was written. */
export async function creditTemplateOf(
  parts: OutreachParts,
  touch: Touch,
  n: number,
): Promise<string | undefined> {
  const attempt = touch.attempts[n - 1]
  if (attempt?.channel !== 'miniprogram') return undefined
  return (await messageOf(parts.published, touch, attempt))?.message.content.miniprogram?.template
}
