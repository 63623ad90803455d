import type { GroupSend } from '../../../models/group-sends.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import { isSomebodyBarred, whyNotNow } from './close-window.ts'
import type { GroupSendDeps } from './group-send-deps.ts'
import { nextReminder } from './reminders.ts'
import { takeResults } from './results.ts'
import { reminderWords } from './words.ts'

/** WeCom tells nobody what becomes of a task: it is asked this often, ms. */
export const pollMs = 5 * 60_000

/** Looks after a task that waits for its salesperson: forbidden, over, sent, or to be reminded of. */
export async function watch(
  parts: OutreachParts,
  deps: GroupSendDeps,
  send: GroupSend,
): Promise<GroupSend | null> {
  const { groupSends } = deps.stores
  const now = parts.clock.now()
  const why =
    whyNotNow(parts, send) ??
    (now >= send.expiresAt ? 'expired' : null) ??
    ((await isSomebodyBarred(parts, deps, send)) ? 'quiet' : null)
  if (why) return groupSends.advance(send, { state: 'cancelling', end: { at: now, why }, dueAt: now })

  const asked = await deps.platform.hasSent(send.msgid ?? '', send.sender)
  if (asked.kind === 'told' && asked.hasSent) {
    await takeResults(parts, deps, send)
    // Whom they left out they cannot send it to any more once it is cancelled; then all is read again.
    const end = { at: now, why: 'confirmed' } as const
    return groupSends.advance(send, {
      state: 'cancelling',
      confirmedAt: send.confirmedAt ?? now,
      end,
      dueAt: now,
    })
  }
  const reminders = send.reminders ?? []
  const next = nextReminder(
    { calledAt: send.calledAt ?? send.closesAt, expiresAt: send.expiresAt },
    reminders.length,
  )
  if (next === null || now < next.at) return groupSends.advance(send, { dueAt: soonest(now, send, next?.at) })
  // Written first: rather one reminder too few than one too many.
  const reminded = await groupSends.advance(send, {
    reminders: [...reminders, { at: now, by: next.by }],
    dueAt: soonest(now, send, undefined),
  })
  if (reminded) await remind(parts, deps, send, next.by)
  return reminded
}

function soonest(now: Date, { expiresAt }: GroupSend, reminder: Date | undefined): Date {
  const times = [now.getTime() + pollMs, expiresAt.getTime(), reminder?.getTime() ?? Number.POSITIVE_INFINITY]
  return new Date(Math.min(...times))
}

async function remind(
  parts: OutreachParts,
  { platform, notify, pageFor }: GroupSendDeps,
  { sender, asked = 0, expiresAt, msgid = '', _id, messageId }: GroupSend,
  by: 'us' | 'wecom',
): Promise<void> {
  const { name } = parts.published.snapshot().registry.message(messageId)
  const outcome =
    by === 'wecom'
      ? await platform.remind(msgid)
      : await notify({
          userid: sender,
          words: reminderWords({ name, people: asked, until: expiresAt }),
          url: pageFor?.(sender),
        })
  parts.log.info({ groupSend: _id, by, outcome: outcome.kind }, 'a salesperson was reminded of a group-send')
}
