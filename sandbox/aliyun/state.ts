import type { SmsFate } from '../mainland-sms.ts'

/** One short message the gateway took. */
export interface SentSms {
  bizId: string
  /** Eleven digits, without country code. */
  phone: string
  templateCode: string
  /** As it arrives: signature in brackets, variables filled. */
  text: string
  outId: string
  sentAt: Date
  segments: number
  /** 1 waiting, 2 failed, 3 delivered. */
  status: 1 | 2 | 3
  errCode: string
  reportedAt?: Date
}

export interface AliyunState {
  sent: SentSms[]
  fates: Map<string, SmsFate>
  /** Phones that refused marketing by reply. */
  blacklist: Set<string>
  segmentsLeft: number
  uplinks: number
}

export function createAliyunState(): AliyunState {
  return {
    sent: [],
    fates: new Map(),
    blacklist: new Set(),
    segmentsLeft: Number.POSITIVE_INFINITY,
    uplinks: 0,
  }
}
