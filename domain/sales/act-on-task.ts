import type { Task, TaskStore } from '../../models/tasks.ts'
import type { Customers } from '../customers/contract.ts'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { TaskAdvance } from './advance-task.ts'
import type { Sales, TaskAction } from './contract.ts'
import type { OpenTaskClaims } from './open-task.ts'
import { latest } from './plan-task.ts'
import type { StaffMessenger } from './ports.ts'
import { cardIdOf, presentTaskCard, taskTexts } from './task-card.ts'
import type { TaskEvents } from './task-events.ts'

type Act = Parameters<Sales['act']>[0]

/** What a press of a button does: accept, done, pass on. A repeated `actionId` changes nothing and answers the same. */
export function createActOnTask(deps: {
  tasks: TaskStore
  customers: Customers
  claims: OpenTaskClaims
  advancing: TaskAdvance
  messenger: StaffMessenger
  events: TaskEvents
  publicUrl: string
  log: Log
}): Sales['act'] {
  const { tasks, customers, claims, advancing, messenger, events, publicUrl, log } = deps

  /**
   * @throws DomainError `task.not_found`; `task.not_yours` when it was handed to somebody else;
   * `task.closed` when it is finished.
   */
  return async function act(input) {
    for (;;) {
      const task = await tasks.find(input.taskId)
      if (!task) throw new DomainError('task.not_found', { taskId: input.taskId })
      const repeat = task.log.some((entry) => entry.actionId === input.actionId)
      const after = repeat ? task : await apply(task, input)
      if (!after) continue
      await tell(task, after, input)
      return { state: after.state, text: answer[input.action] }
    }
  }

  /** The changed task as stored, or null when another writer was faster. */
  async function apply(task: Task, input: Act): Promise<Task | null> {
    if (task.state === 'done' || task.state === 'joined')
      throw new DomainError('task.closed', { state: task.state })
    if (task.assignee?.toLowerCase() !== input.staff.toLowerCase()) {
      throw new DomainError('task.not_yours', { assignee: task.assignee })
    }
    const entry = { at: input.at, staff: input.staff, actionId: input.actionId, note: input.note }
    if (input.action === 'pass_on') {
      const passed: Task = { ...task, state: 'offered', log: [...task.log, { ...entry, what: 'passed_on' }] }
      const offered = await advancing.offer(passed, 'reassigned')
      if (!offered) throw new DomainError('staff.not_found', { reason: 'nobody else is on duty' })
      return tasks.replace({ ...offered, dueAt: input.at })
    }
    return tasks.replace({
      ...task,
      state: input.action === 'accept' ? 'accepted' : 'done',
      acceptBy: undefined,
      dueAt: undefined,
      log: [...task.log, { ...entry, what: input.action === 'accept' ? 'accepted' : 'done' }],
    })
  }

  /** Everything that follows from the stored change; each part may run twice. */
  async function tell(before: Task, after: Task, input: Act): Promise<void> {
    const said: Record<TaskAction, () => Promise<void>> = {
      accept: () => events.accepted(after),
      done: async () => {
        await claims.releaseOpenTask(after.customerId, after._id)
        await events.done(after, input.note ?? 'done')
      },
      pass_on: async () => {
        await events.passedOn({ ...after, assignee: input.staff })
        await advancing.advance(after._id)
      },
    }
    await said[input.action]()
    await updateCard(before, after, input)
  }

  async function updateCard(before: Task, after: Task, input: Act): Promise<void> {
    const sent = latest(before, 'card')
    const responseCode = input.responseCode ?? sent?.responseCode
    if (!responseCode) return
    if (input.action === 'accept') {
      const customer = await customers.find(after.customerId)
      if (!customer || !sent) return
      const card = presentTaskCard(after, customer, cardIdOf(after, sent.n), publicUrl)
      return note(after, (await messenger.replaceCard({ responseCode, card })).kind)
    }
    const text = input.action === 'done' ? taskTexts.done : taskTexts.passedOn
    note(after, (await messenger.closeCard({ userid: input.staff, responseCode, text })).kind)
  }

  function note(task: Task, outcome: string): void {
    // A response code works once: a failed update is not tried again, the page behind the card tells the truth.
    if (outcome !== 'sent') log.info({ taskId: task._id, outcome }, 'task card not updated')
  }
}

const answer: Record<TaskAction, string> = {
  accept: taskTexts.accepted,
  done: taskTexts.done,
  pass_on: taskTexts.passedOn,
}
