import type { FoundOutcome, SendOutcome } from '../outreach/ports.ts'

/** A follow-up as the salesperson sees it in WeCom; texts are ready to show (zh-CN). */
export interface TaskCard {
  /** Unique per card sent: WeCom refuses a second one (42014). [0-9A-Za-z_-@], at most 128 bytes. */
  cardId: string
  userid: string
  title: string
  description: string
  facts: { label: string; value: string }[]
  /** Opens the task as a page. */
  url: string
  buttons: { key: string; text: string; style: 1 | 2 | 3 | 4 }[]
}

/** A card that only opens a page: no buttons, nothing to answer. */
export type ListCard = Omit<TaskCard, 'buttons'>

/** `responseCode` changes the card once, within 72 hours; WeCom gives it only to the call that delivered the card. */
export type CardOutcome = SendOutcome & { responseCode?: string }
export type FoundCard = FoundOutcome & { responseCode?: string }

/** How WeCom reaches salespeople. Outcomes are values; `refused/unreachable` means this person cannot be reached in WeCom. */
export interface StaffMessenger {
  sendCard(card: TaskCard): Promise<CardOutcome>
  /** Whether a card whose answer was lost was delivered: sending the same cardId again answers 42014 when it was, and delivers it when not. */
  findCard(card: TaskCard): Promise<FoundCard>
  /** Sending the same cardId again delivers nothing more and answers `sent`. */
  sendList(card: ListCard): Promise<SendOutcome>
  /** Replaces a card already delivered by another one (one use per response code, 72 h). */
  replaceCard(input: { responseCode: string; card: TaskCard }): Promise<SendOutcome>
  /** Replaces a card's buttons by a text (one use per response code, 72 h). */
  closeCard(input: { userid: string; responseCode: string; text: string }): Promise<SendOutcome>
  /** Words, whoever wrote them, and the one link below them: nothing in the words becomes a link, markup or another line. */
  sendText(input: { userid: string; words: string; url?: string }): Promise<SendOutcome>
}

/** Text messages to salespeople who cannot be reached in WeCom. `phone` E.164, `params` of the approved template. */
export interface StaffSms {
  send(
    input: { phone: string; templates: Record<string, string>; params: Record<string, string> },
    attempt: { ref: string; at: Date },
  ): Promise<SendOutcome>
  find(
    input: { phone: string; templates: Record<string, string>; params: Record<string, string> },
    attempt: { ref: string; at: Date },
  ): Promise<FoundOutcome>
}

/** Log-in of salespeople by WeCom. */
export interface StaffLogin {
  /** Where WeCom sends the salesperson back to us with a code, https://developer.work.weixin.qq.com/document/path/91022 */
  authorizeUrl(input: { redirectUri: string; state: string }): string
  /** The same for any other browser: a page with a code to scan. */
  qrUrl(input: { redirectUri: string; state: string }): string
  /** The userid behind a log-in code; null when it is no member of the company. Throws when WeCom could not be asked. */
  userOf(code: string): Promise<string | null>
}
