export type SmsFate = 'delivered' | 'undelivered' | 'silent'

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

/** The eleven digits of a mainland mobile number written with or without its country code; undefined for others. */
export function mainlandPhone(written: string): string | undefined {
  return /^(?:\+86|0086|86)?(1[3-9]\d{9})$/.exec(written)?.[1]
}

/** Up to 70 characters are one segment, above that 67 each. */
export function segmentsOf(text: string): number {
  const length = [...text].length
  return length <= 70 ? 1 : Math.ceil(length / 67)
}
