import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import type { Log } from '../../domain/log.ts'
import type { Sales } from '../../domain/sales/contract.ts'
import type { EventHandler } from './event-handler.ts'

const clickSchema = z.object({
  FromUserName: z.string().min(1),
  TaskId: z.string().min(1),
  EventKey: z.enum(['accept', 'done', 'pass_on']),
  ResponseCode: z.string().min(1).optional(),
})

/** A salesperson pressed a button of a task card. https://developer.work.weixin.qq.com/document/path/90240 */
export function createCardClicked(deps: {
  sales: Pick<Sales, 'act' | 'taskOfCard'>
  log: Log
}): EventHandler {
  const { sales, log } = deps

  return async (event, delivery) => {
    const click = clickSchema.safeParse(event)
    if (!click.success) return 'ignored'
    const taskId = await sales.taskOfCard(click.data.TaskId)
    if (taskId === null) return 'ignored'
    try {
      await sales.act({
        taskId,
        staff: click.data.FromUserName,
        action: click.data.EventKey,
        actionId: delivery._id,
        ...(click.data.ResponseCode === undefined ? {} : { responseCode: click.data.ResponseCode }),
        at: delivery.at,
      })
    } catch (error) {
      if (!isFinal(error)) throw error
      // Somebody else has the task by now: pressing again would say the same.
      log.info({ inboxId: delivery._id, code: error.code }, 'card click refused')
    }
    return 'done'
  }
}

function isFinal(error: unknown): error is DomainError {
  return (
    error instanceof DomainError &&
    ['task.not_found', 'task.not_yours', 'task.closed', 'staff.not_found'].includes(error.code)
  )
}
