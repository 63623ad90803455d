/**
 * What outreach asks of the outside world. Adapters under `channels/` implement these; the domain never sees HTTP.
 * An outcome is a value the caller must exhaust, never an exception.
 */

/**
 * Why a provider will not deliver.
 *
 * unreachable    about this very address of the customer; changes their reach
 * noCredit       no accept of this subscription template is left, whatever we counted
 * quota          used up for now            content        this message cannot be said like this
 * configuration  an operator's matter: keys, rights, balance, signatures, templates; the message waits for it
 * off            the platform is not set up here
 * codeExpired    a welcome that came too late
 * kf…            微信客服: the customer did not write within 48 h, five were said, a member answers, the session ended
 */
export type RefusalReason =
  | 'unreachable'
  | 'noCredit'
  | 'quota'
  | 'content'
  | 'configuration'
  | 'off'
  | 'codeExpired'
  | 'kfNoMessage'
  | 'kfFull'
  | 'kfTaken'
  | 'kfEnded'

export type SendOutcome =
  /** Accepted by the provider. */
  | { kind: 'sent'; providerId?: string }
  /** Certainly not sent, and trying the same again is pointless. `code` is the provider's own. */
  | { kind: 'refused'; reason: RefusalReason; code: string; detail?: string }
  /** Certainly not sent; worth another try after `afterMs`. */
  | { kind: 'retryLater'; afterMs: number; code: string; detail?: string }
  /** The call ended without an answer: it may or may not have been sent. */
  | { kind: 'unknown'; code: string; detail?: string }

/** What a provider knows of an earlier attempt: `notFound` = it never got it. */
export type FoundOutcome =
  | { kind: 'sent'; providerId?: string }
  | { kind: 'refused'; reason: RefusalReason; code: string }
  | { kind: 'notFound' }
  | { kind: 'cannotTell' }

/** `ref` is ours, unique to the attempt, at most 200 bytes. */
export interface AttemptRef {
  ref: string
  at: Date
  /** The attempt this one repeats, to the same address, because its answer was lost: the receiver may get both. */
  repeats?: string
}

export interface SmsMessage {
  /** E.164, e.g. +8613800000000 */
  phone: string
  /** Provider template code by gateway name, e.g. { aliyun: 'SMS_1' }. */
  templates: Record<string, string>
  /** Values of the approved template's variables, in the order they are written; no links, codes of at most 6 characters. */
  params: Record<string, string>
  /** Of the brand it is from, by gateway name; absent = the configured signature. */
  signatures?: Record<string, string>
}
export interface EmailMessage {
  to: string
  subject: string
  html: string
  text: string
  /** One-click unsubscribe address (RFC 8058); absent for requested messages. */
  unsubscribeUrl?: string
}
export interface SubscriptionMessage {
  /** Of the mini-program it goes by, whose openid and template these are. */
  appid: string
  openid: string
  templateId: string
  /** Own page with query, no leading slash. */
  page?: string
  data: Record<string, string>
}
/** What the chat with a salesperson shows. */
export interface WecomMessage {
  text?: string
  attachments: WelcomeAttachment[]
}
export interface WelcomeMessage extends WecomMessage {
  welcomeCode: string
  /** When the code is over. */
  until?: Date
}
/** One message of 微信客服, in a conversation its customer began. */
export type KfMessage = { externalUserid: string } & (
  | { kind: 'text'; text: string }
  | { kind: 'link'; title: string; url: string; description?: string; picture: UploadedPicture }
  | { kind: 'miniprogram'; title: string; appid: string; page: string; picture: UploadedPicture }
)
export type WelcomeAttachment =
  | { kind: 'link'; title: string; url: string; description?: string; pictureUrl?: string }
  | { kind: 'miniprogram'; title: string; appid: string; page: string; picture: UploadedPicture }
  /** `url` is one of WeCom's own. */
  | { kind: 'image'; picture: UploadedPicture | { url: string } }

/** One of our own by its id, or an id in the store of WeCom. */
export type UploadedPicture = { uploaded: string } | { mediaId: string }

export interface Sender<M> {
  send(message: M, attempt: AttemptRef): Promise<SendOutcome>
  /** Asks the provider what became of an attempt whose answer was lost. */
  find(message: M, attempt: AttemptRef): Promise<FoundOutcome>
}

/** One sender per channel that can be pushed to. A pop-up needs none: the mini-program pulls it. */
export interface Senders {
  welcome: Sender<WelcomeMessage>
  kf: Sender<KfMessage>
  miniprogram: Sender<SubscriptionMessage>
  sms: Sender<SmsMessage>
  email: Sender<EmailMessage>
}

/** What became of a text message that the gateway had accepted. */
export interface SmsReport {
  /** The gateway's id of the message. */
  bizId: string
  /** Our reference of the attempt; absent when it is none of ours. */
  ref?: string
  /** The gateway echoes no reference: `bizId` alone tells which message it is about. */
  by?: 'bizId'
  /** E.164 */
  phone: string
  delivered: boolean
  /** The carrier's own code. */
  code: string
  /** The failure speaks of the phone: it cannot be reached by SMS. */
  unreachable: boolean
  at: Date
}

/** One text somebody sent back. */
export interface SmsUplink {
  sequenceId: string
  /** E.164 */
  phone: string
  text: string
  at: Date
  /** Whether it refuses further marketing (R, T, TD, 退订 …). */
  refusal: boolean
}

/** Reads what one SMS gateway posts; entries that are not of the documented shape are counted, not thrown. */
export interface SmsGatewayHooks {
  parseReports(body: unknown): { items: SmsReport[]; malformed: number }
  parseUplinks(body: unknown): { items: SmsUplink[]; malformed: number }
}

/** How an e-mail is marked, so that what comes back of it is known as ours. */
export interface ReturnMarks {
  /** What follows `bounce+` in the address its bounces go to; at most 56 letters and digits, whatever their case. */
  tokenOf(attempt: Pick<AttemptRef, 'ref' | 'at'>): string
  /** Proves a reference inside a Message-ID. */
  sealOf(ref: string): string
}

/**
 * What a bounce speaks of.
 *
 * hard   the mailbox does not exist     soft   it takes nothing for now: full, away, too slow
 * block  of us or of what was said, not of the mailbox
 */
export type BounceKind = 'hard' | 'soft' | 'block'

/** What a mail server says became of an e-mail for one of its recipients (RFC 3464). */
export interface RecipientReport {
  recipient: string
  outcome: BounceKind | 'delayed' | 'delivered'
  /** Reply and enhanced code, such as `550 5.1.1`; never its text. */
  code: string
}

/** By what the e-mail itself can be told, from the headers that came back. Nothing here is proven yet. */
export interface OriginalMail {
  /** Tokens of its return path. */
  tokens: string[]
  /** Out of its Message-ID. */
  sealed?: { ref: string; seal: string }
}

/** A mail that came back, as it was read. */
export type MailReturn =
  | { kind: 'report'; recipients: RecipientReport[]; original: OriginalMail }
  /** Somebody pressed 「举报垃圾邮件」 (RFC 5965). */
  | { kind: 'complaint'; original: OriginalMail }
  /** Whatever else comes to an address of bounces: an absence notice, a report of something else. */
  | { kind: 'other' }
