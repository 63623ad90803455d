import type { Notice, NoticeKind, Task, TaskStore } from '../../models/tasks.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { Log } from '../log.ts'
import type { FoundOutcome, SendOutcome } from '../outreach/ports.ts'
import { chooseAssignee } from './choose-assignee.ts'
import type { NoticeDelivery } from './deliver-notice.ts'
import { latest, planTask, type TaskMove, type TaskRules } from './plan-task.ts'
import type { StaffMessenger } from './ports.ts'
import type { StaffDirectory } from './staff-directory.ts'
import { taskTexts } from './task-card.ts'
import type { TaskEvents } from './task-events.ts'
import { addWorkingTime } from './working-hours.ts'

export interface TaskAdvance {
  /** Takes a task as far as it goes now; racing workers are harmless. */
  advance(taskId: string): Promise<void>
  /** The task offered to `userid` (or whoever comes next when null), ready to be stored. */
  offer(task: Task, why: 'assigned' | 'reassigned'): Promise<Task | null>
  /** Tells a salesperson's old card that the task has gone elsewhere; best effort, once. */
  closeOldCard(task: Task): Promise<void>
}

/** Performs what `planTask` says, one compare-and-set write at a time. */
export function createTaskAdvance(deps: {
  tasks: TaskStore
  customers: Customers
  directory: StaffDirectory
  delivery: NoticeDelivery
  messenger: StaffMessenger
  events: TaskEvents
  rules: TaskRules
  clock: Clock
  log: Log
}): TaskAdvance {
  const { tasks, customers, directory, delivery, messenger, events, rules, clock, log } = deps

  async function advance(taskId: string): Promise<void> {
    // Bounded: every move either writes or ends the loop, and a task has few moves before it must wait.
    for (let moves = 0; moves < 40; moves++) {
      const task = await tasks.find(taskId)
      if (!task) return
      const move = planTask(task, clock.now(), rules)
      if (move.do === 'rest') {
        if (task.dueAt?.getTime() === move.until?.getTime()) return
        if (await tasks.replace({ ...task, dueAt: move.until })) return
        continue
      }
      await perform(task, move)
    }
    log.warn({ taskId }, 'task made forty moves at once and goes on at the next sweep')
  }

  async function perform(task: Task, move: Exclude<TaskMove, { do: 'rest' }>): Promise<void> {
    switch (move.do) {
      case 'assign': {
        const offered = await offer(task, 'assigned')
        await tasks.replace(offered ?? { ...task, retryAt: inAnHour() })
        return
      }
      case 'plan':
        await tasks.replace(withNotice(markPlanned(task, move.kind), move.kind, task.assignee ?? ''))
        return
      case 'startDeadline':
        await tasks.replace({ ...task, acceptBy: addWorkingTime(clock.now(), task.acceptMs, rules.hours) })
        return
      case 'send':
        return send(task, move.n)
      case 'recover':
        return recover(task, move.n)
      case 'reassign':
        return reassign(task, move.why)
    }
  }

  function markPlanned(task: Task, kind: Extract<TaskMove, { do: 'plan' }>['kind']): Task {
    // A reminder that goes by SMS after WeCom refused it is still the same reminder.
    if (kind === 'sms' || task.remindedAt) return task
    const now = clock.now()
    return {
      ...task,
      remindedAt: now,
      log: [...task.log, { at: now, what: 'reminded', staff: task.assignee }],
    }
  }

  async function send(task: Task, n: number): Promise<void> {
    const now = clock.now()
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
    await settle(claimed._id, n, await (again ? delivery.find : delivery.send)(claimed, notice))
  }

  async function recover(task: Task, n: number): Promise<void> {
    await settle(task._id, n, await delivery.find(task, noticeOf(task, n)))
  }

  /** Writes an outcome down; the call has been made, so this is tried until the write lands. */
  async function settle(
    taskId: string,
    n: number,
    outcome: (SendOutcome & { responseCode?: string }) | FoundOutcome,
  ) {
    for (;;) {
      const task = await tasks.find(taskId)
      if (!task || noticeOf(task, n).state !== 'sending') return
      if (await tasks.replace(withNoticePatch(task, n, (notice) => settled(notice, outcome)))) return
    }
  }

  function settled(
    notice: Notice,
    outcome: (SendOutcome & { responseCode?: string }) | FoundOutcome,
  ): Notice {
    switch (outcome.kind) {
      case 'sent':
        return {
          ...notice,
          state: 'sent',
          ...('responseCode' in outcome && outcome.responseCode && { responseCode: outcome.responseCode }),
        }
      case 'refused':
        return { ...notice, state: 'refused', code: outcome.code }
      case 'retryLater':
        return again(notice, outcome.afterMs, outcome.code)
      case 'notFound':
        return again(notice, 0, 'notFound')
      case 'unknown':
        // A card can be asked after by its id: leave it in `sending`, and recovery does so when the lease ends.
        return notice.kind === 'card' && notice.tries < rules.maxTries
          ? { ...notice, code: outcome.code }
          : { ...notice, state: 'unknown', code: outcome.code }
      case 'cannotTell':
        return notice.kind === 'card' && notice.tries < rules.maxTries
          ? again(notice, rules.callLeaseMs, 'cannotTell')
          : { ...notice, state: notice.kind === 'card' ? 'refused' : 'unknown', code: 'cannotTell' }
    }
  }

  function again(notice: Notice, afterMs: number, code: string): Notice {
    if (notice.tries >= rules.maxTries) return { ...notice, state: 'refused', code }
    return { ...notice, state: 'planned', notBefore: new Date(clock.now().getTime() + afterMs), code }
  }

  async function offer(task: Task, why: 'assigned' | 'reassigned'): Promise<Task | null> {
    const customer = await customers.find(task.customerId)
    if (!customer) return null
    const next = chooseAssignee({
      customer,
      staff: await directory.all(),
      loads: await tasks.loads(),
      exclude: task.offeredTo,
    })
    if (!next) return null
    const offered: Task = {
      ...task,
      state: 'offered',
      assignee: next.userid,
      notConnected: next.notConnected,
      offeredTo: [...task.offeredTo, next.userid],
      acceptBy: undefined,
      remindedAt: undefined,
      retryAt: undefined,
      log: [...task.log, { at: clock.now(), what: why, staff: next.userid }],
    }
    return withNotice(offered, 'card', next.userid)
  }

  async function reassign(task: Task, why: 'unreachable' | 'overdue'): Promise<void> {
    const now = clock.now()
    const overdue: Task =
      task.log.at(-1)?.what === 'overdue'
        ? task
        : { ...task, log: [...task.log, { at: now, what: 'overdue', staff: task.assignee, note: why }] }
    const manager = await directory.managerOf(task.assignee ?? '')
    const told =
      manager && !wasTold(task, manager)
        ? withNotice(overdue, 'managerNote', manager, task.assignee)
        : overdue
    const offered = await offer(told, 'reassigned')
    if (await tasks.replace(offered ?? { ...told, retryAt: inAnHour() })) {
      if (offered) await closeOldCard(task)
      await events.overdue(task, why)
    }
  }

  /** A manager hears once per salesperson who let the task lie. */
  function wasTold(task: Task, manager: string): boolean {
    const card = latest(task, 'card')
    return task.notices.some(
      (notice) => notice.kind === 'managerNote' && notice.staff === manager && notice.n > (card?.n ?? 0),
    )
  }

  async function closeOldCard(task: Task): Promise<void> {
    const card = latest(task, 'card')
    if (!card?.responseCode) return
    const outcome = await messenger.closeCard({
      userid: card.staff,
      responseCode: card.responseCode,
      text: taskTexts.handedOver,
    })
    // A response code works once: a failed update is not tried again, the page behind the card tells the truth.
    if (outcome.kind !== 'sent')
      log.info({ taskId: task._id, code: outcome.kind }, 'old task card not updated')
  }

  function inAnHour(): Date {
    return addWorkingTime(clock.now(), 3_600_000, rules.hours)
  }

  return { advance, offer, closeOldCard }
}

function noticeOf(task: Task, n: number): Notice {
  const notice = task.notices.find((each) => each.n === n)
  if (!notice) throw new Error(`task ${task._id} has no notice ${n}`)
  return notice
}

function withNotice(task: Task, kind: NoticeKind, staff: string, about?: string): Task {
  const n = (task.notices.at(-1)?.n ?? 0) + 1
  return {
    ...task,
    notices: [
      ...task.notices,
      { n, kind, staff, at: new Date(0), state: 'planned', tries: 0, ...(about && { about }) },
    ],
  }
}

function withNoticePatch(task: Task, n: number, patch: (notice: Notice) => Notice): Task {
  return { ...task, notices: task.notices.map((notice) => (notice.n === n ? patch(notice) : notice)) }
}
