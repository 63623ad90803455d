import type { Customer } from '../../models/customer.ts'
import type { Notice, Task } from '../../models/tasks.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { FoundOutcome, SendOutcome } from '../outreach/ports.ts'
import type { StaffMessenger, StaffSms } from './ports.ts'
import type { StaffDirectory } from './staff-directory.ts'
import { cardIdOf, presentTaskCard, taskTexts, taskUrl } from './task-card.ts'

export interface NoticeDelivery {
  /** Calls the provider once. */
  send(task: Task, notice: Notice): Promise<SendOutcome & { responseCode?: string }>
  /** Asks what became of a call whose answer was lost. */
  find(task: Task, notice: Notice): Promise<FoundOutcome>
}

/** Carries a task's notices to salespeople: cards and texts in WeCom, and the same SMS, first and as reminder, to those it cannot reach. */
export function createNoticeDelivery(deps: {
  customers: Customers
  messenger: StaffMessenger
  sms: StaffSms
  directory: StaffDirectory
  clock: Clock
  publicUrl: string
  /** Approved template of the staff SMS per gateway; its only variable is `code`. */
  smsTemplates: Record<string, string>
}): NoticeDelivery {
  const { customers, messenger, sms, directory, publicUrl, smsTemplates } = deps

  async function cardOf(task: Task, notice: Notice) {
    const customer = (await customers.find(task.customerId)) as Customer
    return presentTaskCard({ ...task, assignee: notice.staff }, customer, cardIdOf(task, notice.n), publicUrl)
  }

  async function smsOf(task: Task, notice: Notice) {
    const phone = await directory.phoneOf(notice.staff)
    return phone ? { phone, templates: smsTemplates, params: { code: task.code } } : null
  }

  const attemptOf = (task: Task, { kind, n, at }: Notice) => ({ ref: `task:${task.code}:${kind}#${n}`, at })

  return {
    async send(task, notice) {
      switch (notice.kind) {
        case 'card':
          return messenger.sendCard(await cardOf(task, notice))
        case 'sms':
        case 'reminderSms': {
          const message = await smsOf(task, notice)
          if (!message) return { kind: 'refused', reason: 'unreachable', code: 'noPhone' }
          return sms.send(message, attemptOf(task, notice))
        }
        case 'reminder':
          return messenger.sendText({
            userid: notice.staff,
            words: taskTexts.reminder(task),
            url: taskUrl(task, publicUrl),
          })
        case 'managerNote':
          return messenger.sendText({
            userid: notice.staff,
            words: taskTexts.managerNote(task, await directory.nameOf(notice.about ?? '')),
          })
      }
    },

    async find(task, notice) {
      switch (notice.kind) {
        case 'card':
          return messenger.findCard(await cardOf(task, notice))
        case 'sms':
        case 'reminderSms': {
          const message = await smsOf(task, notice)
          return message ? sms.find(message, attemptOf(task, notice)) : { kind: 'notFound' }
        }
        // WeCom cannot be asked about a plain text: it may have arrived, and is not sent again.
        case 'reminder':
        case 'managerNote':
          return { kind: 'cannotTell' }
      }
    },
  }
}
