/** A parcel of one paid order, as the platform is told of it. */
export interface Shipment {
  transactionId: string
  openid: string
  /** What is in it, in words. */
  description: string
  shippedAt: Date
  /** As the order says; absent = nobody carries it. */
  carrier?: string
  trackingNo?: string
  /** Masked; some carriers are asked for by it. */
  receiverPhone?: string
  /** Goes somewhere; without a parcel it is brought, else it is fetched. */
  hasAddress: boolean
}

/**
 * `reported`, also when it was before; `later` is worth another try; `state`: the platform does not take it as the order stands,
 * which is to be asked; `refused` is an operator's matter.
 */
export type ShippingOutcome =
  | { kind: 'reported'; code?: string }
  | { kind: 'later'; code: string }
  | { kind: 'state'; code: string }
  | { kind: 'refused'; code: string }

/** How an order stands at the platform: 1 to ship, 2 shipped, 3 received, 4 over, 5 refunded, 6 waits for its money. */
export type TradeState = { kind: 'told'; state: 1 | 2 | 3 | 4 | 5 | 6 } | { kind: 'unknown'; code: string }

/** The duty to report shipping, https://developers.weixin.qq.com/miniprogram/dev/platform-capabilities/business-capabilities/order-shipping/order-shipping.html */
export interface ShippingDuty {
  report(shipment: Shipment): Promise<ShippingOutcome>
  stateOf(transactionId: string): Promise<TradeState>
}
