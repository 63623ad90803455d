import type { SmsFate } from '../mainland-sms.ts'

/** One short message the gateway took. */
export interface SentSms {
  serialNo: string
  /** Eleven digits, without country code. */
  phone: string
  templateId: string
  signName: string
  /** As it arrives: signature in brackets, variables filled. */
  text: string
  context: string
  sentAt: Date
  segments: number
}

export interface TencentState {
  sent: SentSms[]
  fates: Map<string, SmsFate>
  /** Phones that refused marketing by reply. */
  blacklist: Set<string>
  segmentsLeft: number
}

export function createTencentState(): TencentState {
  return { sent: [], fates: new Map(), blacklist: new Set(), segmentsLeft: Number.POSITIVE_INFINITY }
}
