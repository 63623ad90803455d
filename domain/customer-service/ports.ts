// What is asked of 微信客服. Implemented under `channels/`; words of customers never come through here.

import type { KfMessage, SendOutcome } from '../outreach/ports.ts'

interface Told {
  /** The platform's, unique within the account. */
  id: string
  externalUserid: string
  at: Date
}

export type KfHappening =
  /** `what`: text, image, voice … `refuses`: it asks to be left alone (退订, 别再发了 …). */
  | (Told & { kind: 'message'; what: string; refuses: boolean })
  /** A message of ours was accepted and did not arrive. */
  | (Told & { kind: 'sendFailed'; msgid: string; failType: number })
  /** A member has the conversation, or it ended. */
  | (Told & { kind: 'session'; state: 'taken' | 'ended' })
  /** The customer closed the chat to our messages in WeChat, or opened it again. */
  | (Told & { kind: 'rejects'; rejects: boolean })

export interface KfPage {
  happenings: KfHappening[]
  cursor: string
  /** Others follow, also where this page is empty. */
  more: boolean
}

export interface KfPerson {
  externalUserid: string
  /** Where the corp is bound to an Open Platform account. */
  unionid?: string
  nickname?: string
  avatar?: string
}

export interface ServiceDesk {
  /**
   * What came after the cursor; null = the last three days. A cursor the platform no longer takes is as none. Throws when it could
   * not be asked.
   */
  read(account: string, from: { cursor: string | null; token?: string }): Promise<KfPage>
  /** Those of them who wrote within 48 hours. */
  people(externalUserids: readonly string[]): Promise<KfPerson[]>
}

/** The way out: one account of 微信客服. */
export interface KfOutlet {
  /**
   * Says one message under an id of ours ([0-9A-Za-z_-], at most 32). Under an id it had before the platform refuses: nobody gets a
   * message twice. Asks first who has the conversation, and refuses by itself where that is a member, the queue or nobody any more.
   */
  say(message: KfMessage, msgid: string): Promise<SendOutcome>
}
