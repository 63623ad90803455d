import type { Channel, Customer } from '../../models/customer.ts'
import type { Touch, TouchPopup } from '../../models/touch.ts'
import type { Confirming } from './group-sends/windows.ts'
import type { BounceKind, MailReturn } from './ports.ts'

/** One intended message. Asking twice with the same `touchId` continues the same touch. */
export interface TouchRequest {
  touchId: string
  customerId: string
  messageId: string
  runId?: string
  journeyId?: string
  stepId?: string
  /** Of the run as it is now: its version, and its arms of splits by step. Figures tell what was sent apart by them. */
  versionId?: string
  arms?: Record<string, string>
  /** Restricts and orders the channels; absent = the message's own preference. */
  channels?: Channel[]
  whenCapped?: 'skip' | 'next day'
  /** After it the message is worth nothing: skipped with reason `tooLate`, and no wait that would end later is begun. */
  useBy?: Date
  /** How salespeople confirm it where it goes as a group-send. */
  confirm?: Confirming
  /** Extra template variables, e.g. the coupon code granted by an earlier step. */
  values?: Record<string, string>
  /** A silent run for comparison: marketing is skipped with reason `holdout`, what was asked for is sent. */
  holdout?: boolean
  /** Asked again just before sending, after every wait; false skips with reason `journeyEnded`. */
  stillWanted?: () => Promise<boolean>
  /** Only for the welcome: the one-time code and what it may carry. */
  welcomeCode?: string
  /** When that code ends; a welcome that is later is skipped with reason `codeExpired`. */
  welcomeUntil?: Date
}

/** Where a touch stands. Everything but `deferred` is settled. */
export type TouchOutcome =
  | { state: 'sent'; channel: Channel }
  | { state: 'skipped'; reason: string }
  | { state: 'failed'; reason: string }
  /** Nobody confirmed it in time and no channel is left. */
  | { state: 'expired'; reason: string }
  | { state: 'unknown'; channel: Channel }
  /** Ask again at `until`: quiet hours, a full cap with `next day`, a retry, or a lost answer being waited for. */
  | { state: 'deferred'; until: Date; reason: string }

/**
 * What became of a touch that shall not be sent. `settled`: it came to an end of its own before. `underWay`: it is being sent, or
 * may have been.
 */
export type Withdrawal = 'withdrawn' | 'settled' | 'underWay'

/** What came back from a provider or the customer about an earlier touch. */
export type TouchSignal =
  | { kind: 'delivered' | 'opened' | 'replied'; touchId: string; at: Date; signalId: string }
  | { kind: 'clicked'; touchId: string; at: Date; signalId: string; link: string }
  | {
      kind: 'failed'
      touchId: string
      at: Date
      signalId: string
      reason: string
      unreachable: boolean
      /** What it speaks of, where an e-mail came back. */
      bounce?: BounceKind
      /** The attempt it is about, where the receipt names it; absent = the last one. */
      ref?: string
    }

/** What a salesperson sends, and to whom. */
export interface MaterialRequest {
  messageId: string
  customerId: string
  /** Userid of who sends it. */
  staff: string
  /** Name of the link, where the message has several; absent = its first. */
  link?: string
}

export interface GivenLink {
  /** Short address, opens anywhere. */
  url: string
  /** The page of the mini-program with the code of this link, for a card; null where it leads elsewhere. */
  page: string | null
  /** Name of the content, as its readers are told of. */
  title: string
}

export interface Outreach {
  /** Takes a touch as far as it goes now. Safe to call any number of times, from any number of workers. */
  deliver(request: TouchRequest): Promise<TouchOutcome>
  /** Closes a touch that shall not be sent any more, with this reason; begins it for that if need be. Safe to repeat. */
  withdraw(request: TouchRequest, reason: string): Promise<Withdrawal>
  /** Records what happened to a touch and tells it as an event. An undelivered touch falls back to the next channel. */
  signal(signal: TouchSignal): Promise<void>
  findTouch(touchId: string): Promise<Touch | null>
  /** The touch of this customer that a provider took under this id of its own; of the last 50. */
  touchSentAs(
    customer: Customer,
    sent: { channel: Channel; providerId: string },
  ): Promise<{ touchId: string; ref: string } | null>
  /** Resolves an attempt reference given to a provider to its touch id. */
  touchOfRef(ref: string): string
  /** A link of its own to what a piece of content leads to, for a salesperson to send by hand (radar/material-link.ts). */
  materialLink(request: MaterialRequest): Promise<GivenLink>
  /**
   * The message somebody came by whose redirect counted the click already; null when it was not theirs, or there is no such
   * code. Of a group-send's one link for many only now is known whose click it was: it is counted for them.
   */
  arriveBy(
    code: string,
    visit: { at: Date; visitId: string; customer: Pick<Customer, '_id' | 'mergedFrom'> },
  ): Promise<string | null>
  /** Follows a tracked link. Null when there is no such code. Counts the click unless `scanner`. */
  followLink(
    code: string,
    visit: {
      at: Date
      /** The same visit reported twice counts once. */
      visitId: string
      userAgent?: string
      /** Who follows it, where they are logged in: a link of many is told apart by that. */
      customerId?: string
      /** Known not to be a person: a HEAD request, a link preview. Known scanners are recognised by their user agent. */
      scanner?: boolean
    },
  ): Promise<{ location: string } | null>
  /** One-click unsubscribe: refuses the token's channel for marketing. False for a bad token. */
  unsubscribe(token: string, at: Date): Promise<boolean>
  /**
   * Does what follows from a mail that came back, once however often it comes. `token`: that of the address it came to. Only what
   * proves to be about an e-mail of ours counts, and a bounce only when it names the address that e-mail went to.
   */
  mailReturned(given: { token?: string; content: MailReturn; at: Date }): Promise<'done' | 'ignored'>
  /** Whom an unsubscribe token names, for the confirmation page. */
  readUnsubscribeToken(token: string): { customerId: string; channel: Channel } | null
  /** Counts an open; false for a bad token. */
  open(token: string, visit: { at: Date; userAgent?: string }): Promise<boolean>
  /** Pop-ups waiting for this customer, the highest priority first; pulling marks them shown. */
  pullPopups(customer: Customer): Promise<({ touchId: string } & TouchPopup)[]>
}
