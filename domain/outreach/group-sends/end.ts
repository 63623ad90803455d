import type { GroupSend } from '../../../models/group-sends.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import type { GroupSendDeps } from './group-send-deps.ts'
import { readAgain } from './results.ts'

/** What could not be asked is asked again after this long, ms. */
const askAgainMs = 60_000
/** Between the two readings, ms. */
const betweenReadingsMs = 4 * 60_000

const later = (now: Date, ms: number) => new Date(now.getTime() + ms)

/** Nobody shall send it any more. Before WeCom says that nobody can, nobody falls back. */
export async function cancel(
  parts: OutreachParts,
  deps: GroupSendDeps,
  send: GroupSend,
): Promise<GroupSend | null> {
  const answer = await deps.platform.cancel(send.msgid ?? '')
  const now = parts.clock.now()
  return deps.stores.groupSends.advance(
    send,
    answer.kind === 'told' ? { state: 'reading', dueAt: now } : { dueAt: later(now, askAgainMs) },
  )
}

/** Reads what became of it, twice some minutes apart, until nobody is left open. */
export async function read(
  parts: OutreachParts,
  deps: GroupSendDeps,
  send: GroupSend,
): Promise<GroupSend | null> {
  const { groupSends } = deps.stores
  const open = await readAgain(parts, deps, send)
  const now = parts.clock.now()
  if (open === null) return groupSends.advance(send, { dueAt: later(now, askAgainMs) })
  if (open === 0) return groupSends.advance(send, { state: 'settled', settledAt: now, dueAt: null })
  return groupSends.advance(send, {
    firstReadAt: send.firstReadAt ?? now,
    dueAt: later(now, betweenReadingsMs),
  })
}
