/** A code as the platform is asked to keep it. */
export interface WayContent {
  /** What the add event tells of it; at most 30 characters. */
  state: string
  /** What it is called among the company's own; at most 30 characters. */
  remark: string
  /** Whom it leads to, at least one and at most 100: the platform picks one of them. */
  users: readonly string[]
  /** Whoever scans it is accepted at once. */
  skipVerify: boolean
  /** One who has a salesperson by it comes back to the same one. Fixed when it is made. */
  exclusive: boolean
}

export interface MadeWay {
  configId: string
  /** Where the platform has the picture. */
  qrCode: string
}

/** Why the platform does not let a code lead to somebody. */
export type MemberRefusal =
  | 'notActivated'
  | 'noRealName'
  | 'noLicence'
  | 'unknown'
  /** Out of the range of the app or without the customer-contact feature. */
  | 'outOfRange'

/** What became of asking for a code. */
export type WayAnswer<T> =
  | { kind: 'done'; value: T }
  /** One or more of the members cannot be used; which one is not told. */
  | { kind: 'memberRefused'; why: MemberRefusal; code: string }
  /** The code is not there (any more). */
  | { kind: 'gone' }
  /** Pointless to repeat before somebody changed something. */
  | { kind: 'refused'; code: string }
  /** Nobody knows whether it was done. */
  | { kind: 'unanswered'; code: string }
  /** Certainly not done, may be tried later. */
  | { kind: 'retryLater'; code: string }

/** Codes 「联系我」 as WeCom has them, https://developer.work.weixin.qq.com/document/path/92228 */
export interface ContactWayPlatform {
  /** Every call that is done makes one. */
  make(content: WayContent): Promise<WayAnswer<MadeWay>>
  change(configId: string, content: WayContent): Promise<WayAnswer<void>>
  /** A code that is gone is done, too. */
  remove(configId: string): Promise<WayAnswer<void>>
  /** All codes of that state made since; a try whose answer was lost is found by it. Throws when it could not be asked. */
  findByState(state: string, since: Date): Promise<MadeWay[]>
  /** The picture of a code as its bytes. Throws when it could not be had. */
  picture(qrCode: string): Promise<Buffer>
}
