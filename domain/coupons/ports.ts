/** Who is to get a coupon, by the ids the shop may know them by. */
export interface ShopBuyer {
  unionid?: string
  openid?: string
  /** E.164; given only where there is nothing better. */
  phone?: string
}

export interface ShopCouponRequest {
  /** Ours: asked for again under the same number, the shop gives the same coupon and no second one. */
  number: string
  /** The shop's own id of the batch. */
  batch: string
  buyer: ShopBuyer
}

/** `unanswered`: the shop may have given it; the same number tells. `refused` is said for good, with the shop's own code. */
export type ShopGrantOutcome =
  | { kind: 'granted'; code: string; validFrom: Date; validUntil: Date }
  | { kind: 'exhausted' }
  | { kind: 'limitReached' }
  | { kind: 'refused'; code: string }
  | { kind: 'unanswered'; code: string; afterMs: number }

/** Coupons of the shop there is already: it alone knows its stock, and what became of each it tells by its hook. */
export interface ShopCoupons {
  /** Never throws for what the shop does. */
  grant(request: ShopCouponRequest): Promise<ShopGrantOutcome>
}
