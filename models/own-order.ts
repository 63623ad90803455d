import { date, listOf, number, oneOf, optionalListOf, partOf, text } from './collection.ts'
import { type Sealed, sealed } from './sealed.ts'

/** One line as it was sold: what a product became later changes nothing here. */
export interface OwnOrderLine {
  skuId: string
  productId: string
  name: string
  category?: string
  quantity: number
  /** Of one. */
  unitFen: number
  lineFen: number
  /** What of the discount falls on this line, at most `lineFen`. */
  discountShareFen: number
}

/** `open` waits for its payment; the others are for good. */
export type OwnOrderStep = 'open' | 'paid' | 'closed'

/** What the platform was asked to take the money by. */
export interface Prepay {
  id: string
  at: Date
}

/** A payment as the platform tells it. */
export interface ToldPayment {
  transactionId: string
  /** What the order came to. */
  totalFen: number
  /** What the payer gave themselves, the platform's own coupons taken off. */
  payerTotalFen: number
  paidAt: Date
}

/**
 * `requested` waits for somebody to decide; `refused` was decided; `pending` is with the platform; `done` is with the customer;
 * `failed` will not come to anything.
 */
export type OwnRefundState = 'requested' | 'refused' | 'pending' | 'done' | 'failed'

/** Money asked back, or that goes back by itself. */
export interface OwnRefund {
  /** `<no>-<k>`, the platform's out_refund_no. */
  refundNo: string
  fen: number
  reason: string
  state: OwnRefundState
  at: Date
  /** Lines it is for, and how many pieces of each; absent = an amount and no line. */
  lines?: RefundedLine[]
  /** Somebody of the company began it, and no customer asked. */
  begunBy?: string
  /** Who agreed to it, one after the other; above an amount it takes two. */
  approvals?: Approval[]
  /** Why it was refused. */
  answer?: string
  /** When the platform was last asked to do it. */
  sentAt?: Date
  /** The platform's own number, once it took it, and when it did. */
  refundId?: string
  acceptedAt?: Date
  doneAt?: Date
  /** Pending: when it is looked at next; absent while it stands still. */
  look?: NextLook
  /** Why it stands still until somebody does something about it: the platform's code, or ours. */
  trouble?: string
}

export interface RefundedLine {
  skuId: string
  quantity: number
}

export interface Approval {
  by: string
  byName: string
  at: Date
}

/** When the platform is asked next, and how often it was. */
export interface NextLook {
  at: Date
  times: number
}

/** What only an order has that Kelu keeps itself. Money in whole fen. */
export interface OwnOrder {
  clientKey: string
  lines: OwnOrderLine[]
  goodsFen: number
  discountFen: number
  freightFen: number
  /** goodsFen - discountFen + freightFen */
  totalFen: number
  /** Id of the grant of its coupon. */
  coupon?: string
  payer: { openid: string }
  remark?: string
  /** Where it goes and to whom, as JSON. */
  address?: Sealed
  createdAt: Date
  /** Up to when it may be paid. */
  expiresAt: Date
  step: OwnOrderStep
  /** Open: when it expires. Else until all that follows from its end is done; absent = nothing is left to do. */
  dueAt?: Date
  /** Of a test account: it draws no stock. */
  isTest?: true
  prepay?: Prepay
  transactionId?: string
  payerTotalFen?: number
  paidAt?: Date
  closedBecause?: string
  /** Came when it was closed already: that money goes back. */
  latePayment?: ToldPayment
  refunds?: OwnRefund[]
  /** Why it is being ended: from then on nobody is given a way to pay it. */
  ending?: string
  /** Of its payment. */
  look?: NextLook
  /** The earliest of all looks: of the payment and of refunds. */
  lookAt?: Date
}

const nextLook = partOf<NextLook>({ at: date, times: number })

export const ownOrder = partOf<OwnOrder>({
  clientKey: text,
  lines: listOf(
    partOf<OwnOrderLine>({
      skuId: text,
      productId: text,
      name: text,
      category: String,
      quantity: number,
      unitFen: number,
      lineFen: number,
      discountShareFen: number,
    }),
  ),
  goodsFen: number,
  discountFen: number,
  freightFen: number,
  totalFen: number,
  coupon: String,
  payer: partOf<OwnOrder['payer']>({ openid: text }),
  remark: String,
  address: sealed,
  createdAt: date,
  expiresAt: date,
  step: oneOf('open', 'paid', 'closed'),
  dueAt: Date,
  isTest: Boolean,
  prepay: partOf<Prepay>({ id: text, at: date }),
  transactionId: String,
  payerTotalFen: Number,
  paidAt: Date,
  closedBecause: String,
  latePayment: partOf<ToldPayment>({
    transactionId: text,
    totalFen: number,
    payerTotalFen: number,
    paidAt: date,
  }),
  refunds: optionalListOf(
    partOf<OwnRefund>({
      refundNo: text,
      fen: number,
      reason: text,
      state: oneOf('requested', 'refused', 'pending', 'done', 'failed'),
      at: date,
      lines: optionalListOf(partOf<RefundedLine>({ skuId: text, quantity: number })),
      begunBy: String,
      approvals: optionalListOf(partOf<Approval>({ by: text, byName: text, at: date })),
      answer: String,
      sentAt: Date,
      refundId: String,
      acceptedAt: Date,
      doneAt: Date,
      look: nextLook,
      trouble: String,
    }),
  ),
  ending: String,
  look: nextLook,
  lookAt: Date,
})
