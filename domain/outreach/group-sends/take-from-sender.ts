import type { GroupSend } from '../../../models/group-sends.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import type { GroupSendDeps } from './group-send-deps.ts'
import { comesToNothing, handedOver } from './hand-over.ts'

/** Letting everybody go takes less, ms; after a death it is taken up again then. */
const leaseMs = 5 * 60_000

/**
 * Takes a pending group-send from a salesperson who hands over what they have. One that WeCom was not asked for lets everybody go;
 * a task that waits for them is cancelled and read twice as at its end, so that what they confirm meanwhile counts, and what they
 * sent nobody gets again. Whoever did not get it is planned anew: a colleague who is their friend is asked in the next window, else
 * the next channel has its turn the same day. True once everybody in it has an outcome; until then it is to be asked again.
 */
export async function takeFromSender(
  parts: OutreachParts,
  deps: GroupSendDeps,
  groupSend: string,
): Promise<boolean> {
  const send = await deps.stores.groupSends.find(groupSend)
  if (!send || send.state === 'settled') return true
  const at = parts.clock.now()
  switch (send.state) {
    case 'collecting':
      return letGo(parts, deps, send)
    case 'closing':
      // Somebody who is at it has it to themselves.
      return send.dueAt !== undefined && send.dueAt > at ? false : letGo(parts, deps, send)
    case 'awaiting':
      await deps.stores.groupSends.advance(send, {
        state: 'cancelling',
        end: { at, why: handedOver.reason },
        dueAt: at,
      })
      return false
    case 'calling':
    case 'cancelling':
    case 'reading':
      return false
  }
}

async function letGo(parts: OutreachParts, deps: GroupSendDeps, send: GroupSend): Promise<boolean> {
  const dueAt = new Date(parts.clock.now().getTime() + leaseMs)
  const { reason } = handedOver
  const closing = await deps.stores.groupSends.advance(send, { state: 'closing', reason, dueAt })
  return closing !== null && (await comesToNothing(parts, deps, closing, handedOver)) !== null
}
