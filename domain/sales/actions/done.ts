import type { OpenTaskClaims } from '../open-task.ts'
import { taskTexts } from '../task-card.ts'
import type { TaskEvents } from '../task-events.ts'
import type { ActionKind } from './action.ts'
import type { Quieten } from './quieten.ts'

/** Finishes the task with its result; the customer may become a task again. */
export function doneAction(deps: {
  claims: OpenTaskClaims
  events: TaskEvents
  quieten: Quieten
}): ActionKind<'done'> {
  return {
    works: 'open',
    apply: (task, { result = 'unstated', at }, entry) => ({
      ...task,
      state: 'done',
      result,
      doneAt: at,
      acceptBy: undefined,
      dueBy: undefined,
      laterUntil: undefined,
      retryAt: undefined,
      // A note to the manager may still be on its way.
      dueAt: at,
      log: [...task.log, { ...entry, what: 'done', result }],
    }),
    async follow(task) {
      await deps.claims.releaseOpenTask(task.customerId, task._id)
      await deps.events.done(task)
      if (task.result === 'doNotDisturb') await deps.quieten(task, 'on', 'done')
    },
    said: taskTexts.done,
    look: { card: 'closed', text: taskTexts.done },
  }
}
