import type { Notice, NoticeKind, Task } from '../../models/tasks.ts'
import { addWorkingTime, isWorking, nextWorking, type WorkingHours } from './working-hours.ts'

export interface TaskRules {
  hours: WorkingHours
  /** Time between the reminder and the next salesperson, working time in ms. */
  graceMs: number
  /** A call without an outcome is looked into after this, ms. */
  callLeaseMs: number
  /** A provider that keeps failing is given up after this many calls. */
  maxTries: number
}

/** The next thing to do for a task. */
export type TaskMove =
  | { do: 'rest'; until?: Date }
  | { do: 'assign' }
  | { do: 'send'; n: number }
  /** The call of this notice was cut off: ask what became of it. */
  | { do: 'recover'; n: number }
  /** One more notice to the assignee: an SMS when WeCom cannot reach them, or the reminder. */
  | { do: 'plan'; kind: Extract<NoticeKind, 'sms' | 'reminder' | 'reminderSms'> }
  | { do: 'startDeadline' }
  | { do: 'reassign'; why: 'unreachable' | 'overdue' }

/** Pure: what a task needs now. Running it twice on the same task gives the same move. */
export function planTask(task: Task, now: Date, rules: TaskRules): TaskMove {
  const open = pendingNotice(task, now, rules)
  if (open) return open
  if (task.state !== 'offered') return { do: 'rest' }
  if (task.retryAt && now < task.retryAt) return { do: 'rest', until: task.retryAt }
  if (!task.assignee) {
    return isWorking(now, rules.hours)
      ? { do: 'assign' }
      : { do: 'rest', until: nextWorking(now, rules.hours) }
  }

  const card = latest(task, 'card')
  const sms = latest(task, 'sms')
  if (!mayHaveReached(card) && !mayHaveReached(sms))
    return sms ? { do: 'reassign', why: 'unreachable' } : { do: 'plan', kind: 'sms' }
  if (!task.acceptBy) return { do: 'startDeadline' }
  if (now < task.acceptBy) return { do: 'rest', until: task.acceptBy }
  if (!task.remindedAt) return { do: 'plan', kind: mayHaveReached(card) ? 'reminder' : 'reminderSms' }
  const handOver = graceEnd(task.remindedAt, rules)
  if (now >= handOver) return { do: 'reassign', why: 'overdue' }
  if (latest(task, 'reminder')?.state === 'refused' && !latest(task, 'reminderSms'))
    return { do: 'plan', kind: 'reminderSms' }
  return { do: 'rest', until: handOver }
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

/** Number of the first notice of the present offer: each offer begins with its card. */
function offerStart(task: Task): number {
  return task.notices.findLast((notice) => notice.kind === 'card')?.n ?? 0
}

function pendingNotice(task: Task, now: Date, rules: TaskRules): TaskMove | null {
  const rest: Date[] = []
  for (const notice of task.notices) {
    if (notice.state === 'planned') {
      if (!notice.notBefore || notice.notBefore <= now) return { do: 'send', n: notice.n }
      rest.push(notice.notBefore)
    }
    if (notice.state === 'sending') {
      const until = new Date(notice.at.getTime() + rules.callLeaseMs)
      if (until <= now) return { do: 'recover', n: notice.n }
      rest.push(until)
    }
  }
  if (rest.length === 0) return null
  return { do: 'rest', until: new Date(Math.min(...rest.map((date) => date.getTime()))) }
}

function graceEnd(remindedAt: Date, rules: TaskRules): Date {
  return addWorkingTime(remindedAt, rules.graceMs, rules.hours)
}
