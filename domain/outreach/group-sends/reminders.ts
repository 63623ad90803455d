/** Which part of the time to confirm has passed when somebody is reminded, by whom: gently first, WeCom's own three at most. */
const plan = [
  { after: 1 / 6, by: 'us' },
  { after: 2 / 5, by: 'wecom' },
  { after: 2 / 3, by: 'wecom' },
  { after: 8 / 9, by: 'wecom' },
] as const

export type ReminderBy = (typeof plan)[number]['by']

/** The next reminder of a task handed over at `calledAt` of which so many were made; null when that was the last. Pure. */
export function nextReminder(
  { calledAt, expiresAt }: { calledAt: Date; expiresAt: Date },
  made: number,
): { at: Date; by: ReminderBy } | null {
  const next = plan[made]
  if (next === undefined) return null
  const span = expiresAt.getTime() - calledAt.getTime()
  return { at: new Date(calledAt.getTime() + span * next.after), by: next.by }
}
