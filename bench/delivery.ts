/** One encrypted callback, ready to be posted. */
export interface Delivery {
  /** `?msg_signature=…&timestamp=…&nonce=…` */
  query: string
  body: string
}

/** What the load generator saw. */
export interface Load {
  accepted: number
  refused: number
  perSecond: number
  /** Time from the last byte sent to the answer. */
  p50Ms: number
  p99Ms: number
}
