import type { HandOverReason, Task, TaskStore, WhenFull } from '../../models/tasks.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Assignee } from './choose-assignee.ts'
import type { CloseCard } from './close-card.ts'
import type { DayPlaces } from './day-places.ts'
import type { createFindAssignee } from './find-assignee.ts'
import { noticeOf, settledNotice, withNotice, withNoticePatch } from './notice-book.ts'
import type { createNoticeTypes } from './notices/notice-types.ts'
import { isWanted, latest, planTask, type ReminderKind, type TaskMove, type TaskRules } from './plan-task.ts'
import type { CardOutcome, FoundCard } from './ports.ts'
import type { StaffDirectory } from './staff-directory.ts'
import { taskTexts } from './task-card.ts'
import type { TaskEvents } from './task-events.ts'
import { deadlineAfter, nextWorking } from './working-hours.ts'

export type AdvanceTask = (taskId: string) => Promise<void>

/** Takes a task as far as it goes now, one compare-and-set write at a time; racing workers are harmless. */
export function createAdvanceTask(deps: {
  tasks: TaskStore
  directory: StaffDirectory
  noticeTypes: ReturnType<typeof createNoticeTypes>
  findAssignee: ReturnType<typeof createFindAssignee>
  places: DayPlaces
  /** What becomes of a task that does not say it, where whose turn it is has their day's number. */
  usualWhenFull: () => WhenFull
  closeCard: CloseCard
  events: TaskEvents
  rules: TaskRules
  clock: Clock
  log: Log
}): AdvanceTask {
  const { tasks, directory, noticeTypes, findAssignee, places, closeCard, events, rules, clock, log } = deps

  const hoursOf = ({ assignee }: Task) => directory.hoursOf(assignee)

  async function perform(task: Task, move: Exclude<TaskMove, { do: 'rest' }>): Promise<void> {
    const now = clock.now()
    switch (move.do) {
      case 'assign':
        return assign(task)
      case 'text':
        await tasks.replace(withNotice(task, { kind: move.kind, staff: task.assignee ?? '' }))
        return
      case 'remind':
        await tasks.replace(reminded(task, move, now))
        return
      case 'startDeadline': {
        const hours = await hoursOf(task)
        await tasks.replace(
          move.to === 'accept'
            ? { ...task, acceptBy: deadlineAfter(now, task.acceptMs, hours) }
            : { ...task, dueBy: deadlineAfter(now, task.dueMs ?? rules.dueMs, hours) },
        )
        return
      }
      case 'send':
        return send(task, move.n)
      case 'recover':
        return settle(task._id, move.n, await typeOf(task, move.n).find(task, noticeOf(task, move.n)))
      case 'reassign':
        return reassign(task, move.why)
    }
  }

  async function assign(task: Task): Promise<void> {
    const now = clock.now()
    // The flow of one that could have fallen back has gone on: it was let in when nobody was at work.
    const whenFull = task.whenFull ?? deps.usualWhenFull()
    const found = await findAssignee(task, now, whenFull === 'wait' ? 'wait' : 'passOn')
    if ('assignee' in found) {
      const entry = { at: now, what: 'assigned', past: found.past } as const
      await tasks.replace(offeredTo(task, found.assignee, entry))
      return
    }
    const stored = await tasks.replace({
      ...task,
      retryAt: found.lookAgainAt,
      log: found.full
        ? [
            ...task.log,
            { at: now, what: 'waits', staff: found.full[0], past: found.full, until: found.lookAgainAt },
          ]
        : task.log,
    })
    if (stored && found.full) await events.waits(stored, found.full, found.lookAgainAt)
  }

  const typeOf = (task: Task, n: number) => noticeTypes[noticeOf(task, n).kind]

  async function send(task: Task, n: number): Promise<void> {
    const now = clock.now()
    const { staff, kind } = noticeOf(task, n)
    // Nobody is disturbed outside their working hours, but by what they asked for.
    const hours = await directory.hoursOf(staff)
    const opening = kind === 'laterReminder' ? now : nextWorking(now, hours)
    if (opening && opening > now) {
      await tasks.replace(withNoticePatch(task, n, (notice) => ({ ...notice, notBefore: opening })))
      return
    }
    const claimed = await tasks.replace({
      ...withNoticePatch(task, n, (notice) => ({
        ...notice,
        state: 'sending',
        at: now,
        tries: notice.tries + 1,
      })),
      dueAt: new Date(now.getTime() + rules.callLeaseMs),
    })
    if (!claimed) return
    const notice = noticeOf(claimed, n)
    // A card tried before goes out under its old id, which WeCom takes only once.
    const again = notice.kind === 'card' && notice.tries > 1
    const type = noticeTypes[notice.kind]
    await settle(claimed._id, n, await (again ? type.find : type.send)(claimed, notice))
  }

  /** Writes an outcome down; the call has been made, so this is tried until the write lands. */
  async function settle(taskId: string, n: number, outcome: CardOutcome | FoundCard): Promise<void> {
    for (;;) {
      const task = await tasks.find(taskId)
      if (!task || noticeOf(task, n).state !== 'sending') return
      const settled = await tasks.replace(
        withNoticePatch(task, n, (notice) => settledNotice(notice, outcome, clock.now(), rules)),
      )
      if (!settled) continue
      const notice = noticeOf(settled, n)
      // The task was finished or went elsewhere while its card was on the way.
      if (notice.kind === 'card' && !isWanted(settled, notice)) {
        await closeCard(settled, notice, settled.state === 'done' ? taskTexts.done : taskTexts.handedOver)
      }
      return
    }
  }

  async function reassign(task: Task, why: HandOverReason): Promise<void> {
    const now = clock.now()
    const overdue: Task =
      task.log.at(-1)?.what === 'overdue'
        ? task
        : { ...task, log: [...task.log, { at: now, what: 'overdue', staff: task.assignee, note: why }] }
    const manager = await directory.managerOf(task.assignee ?? '')
    const told =
      manager && !wasTold(task, manager)
        ? withNotice(overdue, { kind: 'managerNote', staff: manager, about: task.assignee, why })
        : overdue
    const found = await findAssignee(task, now, 'passOn')
    const next: Task =
      'assignee' in found
        ? offeredTo(told, found.assignee, { at: now, what: 'reassigned', past: found.past })
        : { ...told, retryAt: found.lookAgainAt }
    const stored = await tasks.replace(next)
    if (!stored) return
    const card = latest(task, 'card')
    if ('assignee' in found) await places.leave(task, task.assignee)
    if ('assignee' in found && card) await closeCard(task, card, taskTexts.handedOver)
    await events.overdue(task, why)
  }

  return async function advance(taskId) {
    // Bounded: every move either writes or ends the loop, and a task has few moves before it must wait.
    for (let moves = 0; moves < 40; moves++) {
      const task = await tasks.find(taskId)
      if (!task) return
      const move = planTask(task, clock.now(), await hoursOf(task), rules)
      if (move.do === 'rest') {
        if (task.dueAt?.getTime() === move.until?.getTime()) return
        if (await tasks.replace({ ...task, dueAt: move.until })) return
        continue
      }
      await perform(task, move)
    }
    log.warn({ taskId }, 'task made forty moves at once and goes on at the next sweep')
  }
}

/** The task handed to somebody else, whose clock has not begun; the card is its first notice. */
export function offeredTo(
  task: Task,
  { userid, notConnected }: Assignee,
  entry: Omit<Task['log'][number], 'staff'> & { staff?: string },
): Task {
  const offered: Task = {
    ...task,
    state: 'offered',
    assignee: userid,
    notConnected,
    offeredTo: [...task.offeredTo, userid],
    acceptBy: undefined,
    dueBy: undefined,
    laterUntil: undefined,
    remindedAt: undefined,
    retryAt: undefined,
    log: [...task.log, { staff: userid, ...entry }],
  }
  return withNotice(offered, { kind: 'card', staff: userid })
}

/** A reminder that goes by SMS after WeCom refused it is still the same reminder: it is written down once. */
function reminded(task: Task, { of, by }: { of: ReminderKind; by: 'wecom' | 'sms' }, now: Date): Task {
  const marked: Task = {
    ...task,
    ...(of === 'laterReminder' ? { laterUntil: undefined } : { remindedAt: now }),
    log: [...task.log, { at: now, what: 'reminded', staff: task.assignee }],
  }
  return withNotice(marked, { kind: by === 'sms' ? 'reminderSms' : of, staff: task.assignee ?? '' })
}

/** A manager hears once per salesperson who let the task lie. */
function wasTold(task: Task, manager: string): boolean {
  const card = latest(task, 'card')
  return task.notices.some(
    (notice) => notice.kind === 'managerNote' && notice.staff === manager && notice.n > (card?.n ?? 0),
  )
}
