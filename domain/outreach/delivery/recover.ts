import type { Attempt, Touch } from '../../../models/touch.ts'
import { DomainError } from '../../errors.ts'
import { ContentFault } from '../content/content-fault.ts'
import { messageOf } from '../content/message-version.ts'
import type { TouchRequest } from '../contract.ts'
import type { Moved, OutreachParts } from '../outreach-parts.ts'
import type { FoundOutcome } from '../ports.ts'
import type { Rendered } from '../render/rendered.ts'
import { addressesOf, appIdsFor } from './addresses.ts'
import { askSender } from './dispatch.ts'
import { keepAnswer } from './send.ts'

/** A worker died, or gave up waiting, between the call and its record: the provider is asked what became of it. */
export async function recover(parts: OutreachParts, request: TouchRequest, touch: Touch): Promise<Moved> {
  const n = touch.attempts.length
  const found = await lookUp(parts, request, touch, n)
  parts.log.info({ touchId: touch._id, n, found: found.kind }, 'lost answer looked up')
  return keepAnswer(parts, touch, n, found)
}

/** Asks once more about attempts nobody could tell of. Null when none of them got an answer. */
export async function askAgain(
  parts: OutreachParts,
  request: TouchRequest,
  touch: Touch,
): Promise<Moved | null> {
  for (const [index, attempt] of touch.attempts.entries()) {
    if (attempt.outcome !== 'unknown') continue
    const found = await lookUp(parts, request, touch, index + 1)
    if (found.kind === 'cannotTell') continue
    return keepAnswer(parts, touch, index + 1, found)
  }
  return null
}

/** What the provider knows of attempt `n`; it cannot tell when we can no longer write the same message. */
async function lookUp(
  parts: OutreachParts,
  request: TouchRequest,
  touch: Touch,
  n: number,
): Promise<FoundOutcome> {
  const attempt = touch.attempts[n - 1]
  const rendered = attempt && (await writeAgain(parts, request, touch, attempt))
  if (!attempt || !rendered) return { kind: 'cannotTell' }
  // What became of a group-send its own round finds out.
  if (rendered.channel === 'wecom') return { kind: 'cannotTell' }
  // Another phone or openid since then: an answer about it would prove nothing about the attempt.
  if (parts.signer.digest(rendered.address) !== attempt.address) return { kind: 'cannotTell' }
  return askSender(parts.senders, rendered, { ref: attempt.ref, at: attempt.at })
}

async function writeAgain(
  parts: OutreachParts,
  request: TouchRequest,
  touch: Touch,
  attempt: Attempt,
): Promise<Rendered | null> {
  const customer = await parts.customers.find(touch.customerId)
  const written = await messageOf(parts.published, touch, attempt)
  if (!customer || !written) return null
  try {
    return parts.render({
      message: written.message,
      customer,
      touchId: touch._id,
      channel: attempt.channel,
      addresses: addressesOf(customer, request, parts.customers, appIdsFor(parts, written.message)),
      values: request.values ?? touch.plan?.values ?? {},
      codes: touch.links,
      recommended: touch.recommended,
    })
  } catch (error) {
    if (error instanceof ContentFault || error instanceof DomainError) return null
    throw error
  }
}
