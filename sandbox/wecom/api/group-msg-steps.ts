import { WecomRefusal } from '../call.ts'
import type { GroupSendTask } from '../group-sends.ts'
import type { WecomApi } from '../world.ts'
import { taskOf } from './group-msg-results.ts'

const dayMs = 86_400_000
const mostReminders = 3

/** POST externalcontact/remind_groupmsg_send: three times within 24 hours (document 97610). */
export const remindGroupMsgSend: WecomApi = {
  method: 'POST',
  handle(call, world) {
    const task = openTask(taskOf(call, world))
    const now = world.clock.now()
    const lately = task.reminders.filter((at) => now.getTime() - at.getTime() < dayMs)
    if (lately.length >= mostReminders) throw new WecomRefusal(41094, 'remind times out of limit')
    task.reminders = [...lately, now]
    for (const { userid, sentAt } of task.parts.values()) {
      if (sentAt) continue
      world.ledger.delivered({
        platform: 'wecom',
        kind: 'groupSendReminder',
        receiver: userid,
        ref: task.msgid,
        content: {},
      })
    }
    return undefined
  },
}

/** POST externalcontact/cancel_groupmsg_send: whoever has not sent it cannot any more (document 97610). */
export const cancelGroupMsgSend: WecomApi = {
  method: 'POST',
  handle(call, world) {
    openTask(taskOf(call, world)).cancelledAt = world.clock.now()
    return undefined
  },
}

/** @throws WecomRefusal 41093 once it was cancelled */
function openTask(task: GroupSendTask): GroupSendTask {
  if (task.cancelledAt) throw new WecomRefusal(41093, 'the group message is cancelled')
  return task
}
