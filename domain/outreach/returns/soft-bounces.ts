import type { Attempt, Touch, TouchState } from '../../../models/touch.ts'
import { markUnreachable } from '../delivery/record-answer.ts'
import type { OutreachParts } from '../outreach-parts.ts'

/** So many e-mails in a row came back from a mailbox that takes nothing for now, and it is written to no more. */
const mostInRow = 5
/** Servers try for up to five days (RFC 5321 §4.5.4.1): what did not come back by then has arrived. */
const settlesMs = 5 * 86_400_000
/** Newest messages of a customer that are looked at. */
const messagesRead = 100

const arrived: ReadonlySet<TouchState> = new Set<TouchState>([
  'delivered',
  'opened',
  'clicked',
  'replied',
  'converted',
])

/**
 * How many of the newest e-mails to this address came back soft without one between them that arrived. One that may still come
 * back says nothing yet; one that was sent twice because its answer was lost counts once.
 */
export function softBouncesInRow(touches: readonly Touch[], address: string | undefined, now: Date): number {
  const mails = touches
    .map((touch) => ({ touch, attempts: touch.attempts.filter((one) => isTo(address, one)) }))
    .filter(({ attempts }) => attempts.length > 0)
    .sort((one, other) => lastAt(other.attempts) - lastAt(one.attempts))
  let count = 0
  for (const { touch, attempts } of mails) {
    if (attempts.some(({ bounce }) => bounce === 'soft')) count += 1
    else if (attempts.some((attempt) => hasArrived(touch, attempt, now))) break
  }
  return count
}

const isTo = (mailbox: string | undefined, { channel, address }: Attempt) =>
  channel === 'email' && address === mailbox
const lastAt = (attempts: readonly Attempt[]) => attempts.at(-1)?.at.getTime() ?? 0

function hasArrived(touch: Touch, attempt: Attempt, now: Date): boolean {
  if (attempt.outcome !== 'sent') return false
  const isLast = touch.attempts.at(-1) === attempt
  return (isLast && arrived.has(touch.state)) || now.getTime() - attempt.at.getTime() > settlesMs
}

/** Marks the mailbox unreachable once too many came back in a row. Safe to repeat. */
export async function giveUpAfterSoftBounces(
  parts: OutreachParts,
  touchId: string,
  ref: string,
  code: string,
): Promise<void> {
  for (;;) {
    const touch = await parts.stores.touches.find(touchId)
    const attempt = touch?.attempts.find((one) => one.ref === ref)
    const customer = touch && (await parts.customers.find(touch.customerId))
    if (!touch || !attempt || !customer) return
    const now = parts.clock.now()
    const ids = [customer._id, ...customer.mergedFrom]
    const latest = await parts.stores.touches.ofCustomers(ids, messagesRead)
    if (softBouncesInRow(latest, attempt.address, now) < mostInRow) return
    const effects = [...(touch.effects ?? []), ...markUnreachable(attempt, code, `${ref}:soft`)]
    const written = await parts.book.write(touch, { effects }, now)
    if (!written) continue
    await parts.finishEffects(written, now)
    return
  }
}
