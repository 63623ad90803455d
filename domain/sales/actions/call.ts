import { taskTexts } from '../task-card.ts'
import type { ActionKind } from './action.ts'

/** Notes that the holder dialled the customer's number: the task stays as it is. */
export function callAction(): ActionKind<'call'> {
  return {
    works: 'open',
    apply: (task, _act, entry) => ({ ...task, log: [...task.log, { ...entry, what: 'called' }] }),
    follow: async () => undefined,
    said: taskTexts.called,
    look: { card: 'kept' },
  }
}
