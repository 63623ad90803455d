import type { Notice, Task } from '../../../models/tasks.ts'
import type { Clock } from '../../clock.ts'
import type { Customers } from '../../customers/contract.ts'
import type { CardOutcome, FoundCard, StaffMessenger, StaffSms } from '../ports.ts'
import type { StaffDirectory } from '../staff-directory.ts'
import type { TaskFactsReader } from '../task-facts.ts'

/** What notices are written from and sent by. */
export interface NoticeDeps {
  customers: Customers
  messenger: StaffMessenger
  sms: StaffSms
  directory: StaffDirectory
  factsOf: TaskFactsReader
  clock: Clock
  publicUrl: string
  /** Approved template of the staff SMS per gateway; its only variable is `code`. */
  smsTemplates: Record<string, string>
}

/** How one kind of notice goes out, and how a lost answer is looked into. */
export interface NoticeType {
  /** Calls the provider once. */
  send(task: Task, notice: Notice): Promise<CardOutcome>
  /** Asks what became of a call whose answer was lost. */
  find(task: Task, notice: Notice): Promise<FoundCard>
}
