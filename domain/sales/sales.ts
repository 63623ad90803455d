import type { TaskStore } from '../../models/tasks.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { Log } from '../log.ts'
import { createActOnTask } from './act-on-task.ts'
import { createTaskAdvance } from './advance-task.ts'
import type { Sales } from './contract.ts'
import { createNoticeDelivery } from './deliver-notice.ts'
import type { IntentRules } from './intent-score.ts'
import { createIntentWatch } from './intent-watch.ts'
import { createOpenTask, type OpenTaskClaims } from './open-task.ts'
import type { TaskRules } from './plan-task.ts'
import type { StaffMessenger, StaffSms } from './ports.ts'
import type { StaffDirectory } from './staff-directory.ts'
import { codeOfCard } from './task-card.ts'
import { createTaskEvents } from './task-events.ts'

/** The sales hand-over: intent, tasks, and what salespeople do with them. */
export function createSales(deps: {
  tasks: TaskStore
  claims: OpenTaskClaims
  customers: Customers
  directory: StaffDirectory
  messenger: StaffMessenger
  sms: StaffSms
  smsTemplates: Record<string, string>
  publicUrl: string
  taskRules: TaskRules
  intentRules: IntentRules
  acceptMs: number
  randomCode(alphabet: string, length: number): string
  clock: Clock
  log: Log
}): Sales {
  const { tasks, clock, log } = deps
  const events = createTaskEvents(deps)
  const delivery = createNoticeDelivery(deps)
  const advancing = createTaskAdvance({ ...deps, rules: deps.taskRules, delivery, events })
  const opening = createOpenTask({ ...deps, events, advance: advancing.advance })
  const watch = createIntentWatch({ ...deps, rules: deps.intentRules, openTask: opening.open })

  return {
    wants: ({ name }) => name === 'customer.merged' || watch.wants(name),
    async onEvent(event, customer) {
      if (event.name === 'customer.merged') {
        await opening.uniteTasks([customer._id, ...customer.mergedFrom], customer._id)
      }
      await watch.onEvent(event, customer)
    },
    openTask: opening.open,
    act: createActOnTask({ ...deps, advancing, events }),

    async advanceDue() {
      const due = await tasks.due(clock.now(), 100)
      for (const task of due) {
        if (task.state === 'planned') await opening.place(task)
        else await advancing.advance(task._id)
      }
      if (due.length > 0) log.debug({ count: due.length }, 'due tasks advanced')
      return due.length
    },
    nextDueAt: () => tasks.nextDueAt(),

    async taskOfCard(cardId) {
      const code = codeOfCard(cardId)
      return code ? tasks.taskIdOfCode(code) : null
    },
    taskOfCode: (code) => tasks.taskIdOfCode(code),
    find: (taskId) => tasks.find(taskId),
  }
}
