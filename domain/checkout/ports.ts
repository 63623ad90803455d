/** What `wx.requestPayment` is called with. */
export interface PayParameters {
  timeStamp: string
  nonceStr: string
  package: string
  signType: 'RSA'
  paySign: string
}

/** What taking money does for orders. */
export interface OrderPayments {
  /** Pay parameters of an open order; asked again it gives valid ones. @throws DomainError */
  prepare(no: string): Promise<PayParameters>
  /**
   * Ends an open order that was not paid, as soon as the platform says that it cannot be paid any more; if it says that it was,
   * books that. An order nobody can decide about stays open, and is `order.undecided`.
   */
  endUnpaid(no: string, reason: string): Promise<void>
}
