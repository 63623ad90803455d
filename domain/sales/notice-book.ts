import type { Notice, NoticeKind, Task } from '../../models/tasks.ts'
import type { TaskRules } from './plan-task.ts'
import type { CardOutcome, FoundCard } from './ports.ts'

/** The notice of that number. @throws Error when there is none: numbers come from the task itself */
export function noticeOf(task: Task, n: number): Notice {
  const notice = task.notices.find((each) => each.n === n)
  if (!notice) throw new Error(`task ${task._id} has no notice ${n}`)
  return notice
}

/** The task with one more notice, to be sent at the next move. */
export function withNotice(
  task: Task,
  notice: Pick<Notice, 'kind' | 'staff' | 'about' | 'why' | 'news' | 'notBefore'> & { kind: NoticeKind },
): Task {
  const n = (task.notices.at(-1)?.n ?? 0) + 1
  return {
    ...task,
    notices: [...task.notices, { n, at: new Date(0), state: 'planned', tries: 0, ...notice }],
  }
}

export function withNoticePatch(task: Task, n: number, patch: (notice: Notice) => Notice): Task {
  return { ...task, notices: task.notices.map((notice) => (notice.n === n ? patch(notice) : notice)) }
}

/** A notice after its call: settled, or planned again. */
export function settledNotice(
  notice: Notice,
  outcome: CardOutcome | FoundCard,
  now: Date,
  rules: Pick<TaskRules, 'maxTries' | 'callLeaseMs'>,
): Notice {
  const again = (afterMs: number, code: string): Notice =>
    notice.tries >= rules.maxTries
      ? { ...notice, state: 'refused', code }
      : { ...notice, state: 'planned', notBefore: new Date(now.getTime() + afterMs), code }
  const isCard = notice.kind === 'card'
  switch (outcome.kind) {
    case 'sent':
      return {
        ...notice,
        state: 'sent',
        responseCode: outcome.responseCode ?? notice.responseCode,
      }
    case 'refused':
      return { ...notice, state: 'refused', code: outcome.code }
    case 'retryLater':
      return again(outcome.afterMs, outcome.code)
    case 'notFound':
      return again(0, 'notFound')
    case 'unknown':
      // A card can be asked after by its id: leave it in `sending`, and recovery does so when the lease ends.
      return isCard && notice.tries < rules.maxTries
        ? { ...notice, code: outcome.code }
        : { ...notice, state: 'unknown', code: outcome.code }
    case 'cannotTell':
      if (!isCard) return { ...notice, state: 'unknown', code: 'cannotTell' }
      return again(rules.callLeaseMs, 'cannotTell')
  }
}
