/** A coupon a customer holds. Money in fen; the validity ends at `validUntil`. */
export interface GrantedCoupon {
  code: string
  batchId: string
  name: string
  amountFen: number
  thresholdFen?: number
  validFrom: Date
  validUntil: Date
  grantedAt: Date
}

export interface CouponRequest {
  batchId: string
  customerId: string
  cause: string
  /** For a test account: a code that says so, which no shop takes, and nothing of the batch is used. */
  isTest?: true
}

export interface Coupons {
  /**
   * Gives the customer one coupon of the batch, once per `cause` (e.g. `runId:stepId:visit`): asking again gives the same.
   * Throws `coupon.exhausted` when the batch is used up, `coupon.not_found` when there is no such batch.
   */
  grant(input: CouponRequest): Promise<GrantedCoupon>
  /** The customer's coupons, newest first, at most 200; those of profiles merged into this one included. */
  of(customerId: string): Promise<GrantedCoupon[]>
}
