import type { Notice, Task } from '../../models/tasks.ts'
import type { Log } from '../log.ts'
import type { StaffMessenger } from './ports.ts'

export type CloseCard = (
  task: Pick<Task, '_id'>,
  card: Pick<Notice, 'staff' | 'responseCode'>,
  text: string,
) => Promise<void>

/**
 * Takes the buttons off a card. A response code works once, so a failed update is not tried again; a card without any
 * keeps its buttons until they are pressed: the press brings a code, and is answered by closing.
 */
export function createCloseCard({
  messenger,
  log,
}: {
  messenger: Pick<StaffMessenger, 'closeCard'>
  log: Log
}): CloseCard {
  return async function closeCard(task, { staff, responseCode }, text) {
    if (!responseCode) return
    const { kind } = await messenger.closeCard({ userid: staff, responseCode, text })
    if (kind !== 'sent') log.info({ taskId: task._id, outcome: kind }, 'task card not closed')
  }
}
