import type { Notice, Task } from '../../../models/tasks.ts'
import type { NoticeDeps, NoticeType } from './notice-type.ts'

/** An SMS with the link of the task page. */
export function smsNotice({ sms, directory, smsTemplates }: NoticeDeps): NoticeType {
  async function messageOf(task: Task, notice: Notice) {
    const phone = await directory.phoneOf(notice.staff)
    return phone ? { phone, templates: smsTemplates, params: { code: task.code } } : null
  }
  const attemptOf = (task: Task, { kind, n, at }: Notice) => ({ ref: `task:${task.code}:${kind}#${n}`, at })

  return {
    async send(task, notice) {
      const message = await messageOf(task, notice)
      if (!message) return { kind: 'refused', reason: 'unreachable', code: 'noPhone' }
      return sms.send(message, attemptOf(task, notice))
    },
    async find(task, notice) {
      const message = await messageOf(task, notice)
      return message ? sms.find(message, attemptOf(task, notice)) : { kind: 'notFound' }
    },
  }
}
