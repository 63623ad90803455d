import type { GroupSend, GroupSendState } from '../../../models/group-sends.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import { waitsForOthers } from './close-window.ts'
import { cancel, read } from './end.ts'
import type { GroupSendDeps } from './group-send-deps.ts'
import { handOver, lookUp } from './hand-over.ts'
import { watch } from './watch.ts'

const batchSize = 50
/** Who looks at a group-send has it to themselves so long, ms; a thousand customers are settled in a few seconds. */
const leaseMs = 5 * 60_000
/** What must be asked first after others of the same salesperson comes again, ms. */
const afterOthersMs = 5_000
/** More steps than one takes in one go. */
const mostSteps = 10

type Advance = (parts: OutreachParts, deps: GroupSendDeps, send: GroupSend) => Promise<GroupSend | null>

const steps: Record<Exclude<GroupSendState, 'settled'>, Advance> = {
  collecting: closeWindow,
  closing: handOver,
  calling: lookUp,
  awaiting: watch,
  cancelling: cancel,
  reading: read,
}

/** Takes every group-send that is due as far as it goes now. How many there were. */
export async function advanceDue(parts: OutreachParts, deps: GroupSendDeps): Promise<number> {
  const due = await deps.stores.groupSends.due(parts.clock.now(), batchSize)
  for (const send of due) {
    try {
      await advance(parts, deps, send)
    } catch (error) {
      // One broken one must not keep the others waiting; it is due again when its lease is over.
      parts.log.error({ err: error, groupSend: send._id }, 'a group-send could not be advanced')
    }
  }
  return due.length
}

async function advance(parts: OutreachParts, deps: GroupSendDeps, found: GroupSend): Promise<void> {
  const { groupSends } = deps.stores
  const until = new Date(parts.clock.now().getTime() + leaseMs)
  let send = await groupSends.advance(found, { dueAt: until })
  for (let step = 0; send && step < mostSteps; step += 1) {
    const before: GroupSend = send
    if (before.state === 'settled') return
    send = await steps[before.state](parts, deps, before)
    // What is put off is not ours any more; what is due now is.
    if (!send?.dueAt || send.dueAt > parts.clock.now()) return
  }
}

/** The window is closed: what goes before it has its turn first. */
async function closeWindow(
  parts: OutreachParts,
  deps: GroupSendDeps,
  send: GroupSend,
): Promise<GroupSend | null> {
  const { groupSends } = deps.stores
  const now = parts.clock.now()
  const waits = await waitsForOthers(parts, deps, send)
  // Whether it has a place is asked where WeCom is: a crash in between must not lose the answer.
  return groupSends.advance(
    send,
    waits ? { dueAt: new Date(now.getTime() + afterOthersMs) } : { state: 'closing', dueAt: now },
  )
}
