import type { NoticeKind } from '../../../models/tasks.ts'
import { type CardWriter, cardNotice } from './card.ts'
import type { NoticeDeps, NoticeType } from './notice-type.ts'
import { smsNotice } from './sms.ts'
import { textNotice } from './text.ts'

/** Every kind of notice to salespeople: cards and texts in WeCom, and an SMS to those it cannot reach. */
export function createNoticeTypes(deps: NoticeDeps, writeCard: CardWriter): Record<NoticeKind, NoticeType> {
  const sms = smsNotice(deps)
  return {
    card: cardNotice(deps, writeCard),
    sms,
    reminder: textNotice('reminder', deps),
    dueReminder: textNotice('dueReminder', deps),
    laterReminder: textNotice('laterReminder', deps),
    joinNote: textNotice('joinNote', deps),
    reminderSms: sms,
    managerNote: textNotice('managerNote', deps),
  }
}
