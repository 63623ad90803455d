/** One receipt of an SMS gateway. */
export interface SmsReport {
  /** The gateway's id of the message. */
  bizId: string
  /** Our reference of the attempt; absent when it is none of ours. */
  ref?: string
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
