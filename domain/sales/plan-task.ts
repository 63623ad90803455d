import type { HandOverReason, Notice, NoticeKind, Task } from '../../models/tasks.ts'
import { addWorkingTime, type HoursInForce, nextWorking } from './working-hours.ts'

export interface TaskRules {
  /** Between the reminder and the next salesperson, working time in ms: of a task not accepted, and of one not finished. */
  graceMs: { accept: number; finish: number }
  /** A call without an outcome is looked into after this, ms. */
  callLeaseMs: number
  /** A provider that keeps failing is given up after this many calls. */
  maxTries: number
  /** Time to finish of a task that does not say it. */
  dueMs: number
}

/** Notices that remind; each can go by SMS instead. */
export type ReminderKind = Extract<NoticeKind, 'reminder' | 'dueReminder' | 'laterReminder'>

/** The next thing to do for a task. */
export type TaskMove =
  | { do: 'rest'; until?: Date }
  | { do: 'assign' }
  | { do: 'send'; n: number }
  /** The call of this notice was cut off: ask what became of it. */
  | { do: 'recover'; n: number }
  /** The assignee must hear what WeCom could not tell them. */
  | { do: 'text'; kind: Extract<NoticeKind, 'sms' | 'reminderSms'> }
  | { do: 'remind'; of: ReminderKind; by: 'wecom' | 'sms' }
  /** The clock of the present offer, or of an accepted task without one, begins. */
  | { do: 'startDeadline'; to: 'accept' | 'finish' }
  | { do: 'reassign'; why: HandOverReason }

/**
 * Pure: what a task needs now. Running it twice on the same task gives the same move. `hours` are those of the assignee:
 * outside of them their clock stands and nobody reminds them.
 */
export function planTask(task: Task, now: Date, hours: HoursInForce, rules: TaskRules): TaskMove {
  const pending = pendingNotice(task, now, rules)
  if (pending.move) return pending.move
  const move = nextMove(task, now, hours, rules)
  return move.do === 'rest' ? { do: 'rest', until: earliest([move.until, pending.next]) } : move
}

function nextMove(task: Task, now: Date, hours: HoursInForce, rules: TaskRules): TaskMove {
  // Written down and not placed: whoever opened it, or the sweep, does that.
  if (task.state === 'planned') return { do: 'rest', until: task.dueAt }
  if (!isOpen(task)) return { do: 'rest' }
  if (task.retryAt && now < task.retryAt) return { do: 'rest', until: task.retryAt }
  if (!task.assignee) return { do: 'assign' }
  return task.state === 'offered'
    ? untilAccepted(task, now, hours, rules)
    : untilFinished(task, now, hours, rules)
}

function untilAccepted(task: Task, now: Date, hours: HoursInForce, rules: TaskRules): TaskMove {
  const reached = mayHaveReached(latest(task, 'card'))
  const sms = latest(task, 'sms')
  if (!reached && !mayHaveReached(sms))
    return sms ? { do: 'reassign', why: 'unreachable' } : { do: 'text', kind: 'sms' }
  if (!task.acceptBy) return { do: 'startDeadline', to: 'accept' }
  const move = past(task.acceptBy, task, now, hours, rules.graceMs.accept)
  if (move === 'remind') return { do: 'remind', of: 'reminder', by: reached ? 'wecom' : 'sms' }
  if (move === 'handOver') return { do: 'reassign', why: 'overdue' }
  return refusedText(task) ? { do: 'text', kind: 'reminderSms' } : move
}

/** An accepted task always has a deadline: the time it was put off to, or the time it must be finished. */
function untilFinished(task: Task, now: Date, hours: HoursInForce, rules: TaskRules): TaskMove {
  if (refusedText(task)) return { do: 'text', kind: 'reminderSms' }
  const by = mayHaveReached(latest(task, 'card')) ? 'wecom' : 'sms'
  if (task.laterUntil && now < task.laterUntil) return { do: 'rest', until: task.laterUntil }
  if (task.laterUntil) return { do: 'remind', of: 'laterReminder', by }
  if (!task.dueBy) return { do: 'startDeadline', to: 'finish' }
  const move = past(task.dueBy, task, now, hours, rules.graceMs.finish)
  if (move === 'remind') return { do: 'remind', of: 'dueReminder', by }
  return move === 'handOver' ? { do: 'reassign', why: 'unfinished' } : move
}

/** Past a deadline: first a reminder, and after the grace the next person; neither outside working hours. */
function past(
  deadline: Date,
  task: Task,
  now: Date,
  hours: HoursInForce,
  graceMs: number,
): 'remind' | 'handOver' | { do: 'rest'; until: Date } {
  if (now < deadline) return { do: 'rest', until: deadline }
  const opening = nextWorking(now, hours)
  if (opening && opening > now) return { do: 'rest', until: opening }
  if (!task.remindedAt) return 'remind'
  const end = addWorkingTime(task.remindedAt, graceMs, hours)
  return now < end ? { do: 'rest', until: end } : 'handOver'
}

export function isOpen(task: Task): boolean {
  return task.state === 'offered' || task.state === 'accepted'
}

function mayHaveReached(notice: Notice | undefined): boolean {
  return notice?.state === 'sent' || notice?.state === 'unknown'
}

/** The newest notice of a kind to the present assignee, within the present offer. */
export function latest(task: Task, kind: NoticeKind): Notice | undefined {
  return task.notices.findLast(
    (notice) => notice.kind === kind && notice.staff === task.assignee && notice.n >= offerStart(task),
  )
}

/** A plain text to the assignee that WeCom refused and no SMS has told since. */
function refusedText(task: Task): Notice | undefined {
  const smsN = latest(task, 'reminderSms')?.n ?? 0
  return textKinds
    .map((kind) => latest(task, kind))
    .find((text) => text?.state === 'refused' && text.n > smsN)
}
const textKinds = ['reminder', 'dueReminder', 'laterReminder', 'joinNote'] as const

/** Number of the first notice of the present offer: each offer begins with its card. */
function offerStart(task: Task): number {
  return task.notices.findLast((notice) => notice.kind === 'card')?.n ?? 0
}

/** What a notice needs now, or when it needs something. Nothing else happens while the outcome of a call or of the offer itself is open. */
function pendingNotice(task: Task, now: Date, rules: TaskRules): { move?: TaskMove; next?: Date } {
  const waits: Date[] = []
  let undecided = false
  for (const notice of task.notices) {
    if (notice.state === 'planned' && isWanted(task, notice)) {
      if (!notice.notBefore || notice.notBefore <= now) return { move: { do: 'send', n: notice.n } }
      waits.push(notice.notBefore)
      undecided ||= notice.kind === 'card' || notice.kind === 'sms'
    }
    if (notice.state === 'sending') {
      const until = new Date(notice.at.getTime() + rules.callLeaseMs)
      if (until <= now) return { move: { do: 'recover', n: notice.n } }
      waits.push(until)
      undecided = true
    }
  }
  const next = earliest(waits)
  return undecided ? { move: { do: 'rest', until: next } } : { next }
}

/** Whoever lost the task, or finished it, is not told of it any more; their manager is. */
export function isWanted(task: Task, notice: Notice): boolean {
  return notice.kind === 'managerNote' || (isOpen(task) && notice.staff === task.assignee)
}

function earliest(dates: (Date | undefined)[]): Date | undefined {
  const times = dates.flatMap((date) => (date ? [date.getTime()] : []))
  return times.length === 0 ? undefined : new Date(Math.min(...times))
}
