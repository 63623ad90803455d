import type { Customer } from '../../../models/customer.ts'
import type { SendStatus } from '../../../models/group-send-people.ts'
import type { RefusalReason, SendOutcome, WecomMessage } from '../ports.ts'

/** One task for one salesperson. */
export interface GroupMessage extends WecomMessage {
  /** userid */
  sender: string
  /** At most 10,000. */
  externalUserids: readonly string[]
}

export type CreateOutcome =
  /** The salesperson is asked. `unreachable`: customers they cannot reach. */
  | { kind: 'created'; msgid: string; unreachable: string[] }
  /** None of the customers can be reached, so nobody is asked. */
  | { kind: 'nobody' }
  /** This salesperson cannot send at all. */
  | { kind: 'senderRefused'; code: string }
  | { kind: 'refused'; reason: RefusalReason; code: string; detail?: string }
  | { kind: 'retryLater'; afterMs: number; code: string }
  /** The call ended without an answer: there may be a task or not. */
  | { kind: 'unknown'; code: string }

/** What WeCom could not be asked now is asked again. */
export type Asked<T> = ({ kind: 'told' } & T) | { kind: 'cannotTell' }

/** A group-send as WeCom lists it, whoever made it. */
export interface ListedGroupSend {
  msgid: string
  createdAt: Date
}

/** 企业群发 of one corp. Outcomes are values. */
export interface GroupMessages {
  /** Asks for it, once. */
  create(message: GroupMessage): Promise<CreateOutcome>
  /**
   * The task with these very words for this sender, made since then; null when there is none. `isTaken` tells which belong to
   * other batches.
   */
  find(
    message: GroupMessage,
    since: Date,
    isTaken: (msgids: readonly string[]) => Promise<ReadonlySet<string>>,
  ): Promise<Asked<{ msgid: string | null }>>
  /** Whether the sender has sent it. */
  hasSent(msgid: string, sender: string): Promise<Asked<{ hasSent: boolean }>>
  /** What became of it for each customer WeCom names. */
  results(
    msgid: string,
    sender: string,
  ): Promise<Asked<{ people: { externalUserid: string; status: SendStatus; at?: Date }[] }>>
  /** Three times within 24 hours. */
  remind(msgid: string): Promise<SendOutcome>
  /** `over`: from now on nobody can send it. */
  cancel(msgid: string): Promise<Asked<{ over: true }>>
  /** All that was made in that time, by the corp, by salespeople and by other apps. */
  made(from: Date, to: Date): Promise<Asked<{ sends: ListedGroupSend[] }>>
  /** Who was asked to send it, and who has. */
  sendersOf(msgid: string): Promise<Asked<{ senders: { userid: string; hasSent: boolean }[] }>>
}

/** Salespeople who may send something to this customer, the one they belong to first. */
export type SendersOf = (customer: Customer) => string[]

/** When salespeople work. */
export interface Roster {
  /** Whether some of their working time of that day is still to come at that instant. */
  worksOn(userid: string, at: Date): Promise<boolean>
}

/** Tells a salesperson something in WeCom. */
export type NotifyStaff = (input: { userid: string; words: string; url?: string }) => Promise<SendOutcome>
