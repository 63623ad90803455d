export type TradeState = 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED'
export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'ABNORMAL' | 'CLOSED'
/** What becomes of refunds from now on. `stuck`: nothing, until it is told otherwise. */
export type RefundFate = 'success' | 'abnormal' | 'closed' | 'stuck'

export interface PayOrder {
  outTradeNo: string
  /** The body it was ordered with: a repeat must say the same. */
  asked: string
  openid: string
  description: string
  attach?: string
  totalFen: number
  notifyUrl: string
  expiresAt: Date
  state: TradeState
  /** The payer is typing the password: it can neither be closed nor is it paid. */
  typing: boolean
  /** Until when each prepay_id is good. */
  prepays: Map<string, Date>
  transactionId?: string
  paidAt?: Date
  /** What WeChat's coupons paid of it. */
  couponFen: number
  refunds: PayRefund[]
}

export interface PayRefund {
  outRefundNo: string
  refundId: string
  asked: string
  fen: number
  /** What of it goes back to the payer; the rest was a coupon. */
  payerFen: number
  reason?: string
  notifyUrl?: string
  status: RefundStatus
  createdAt: Date
  successAt?: Date
  /** Where it goes once it was sent another way. */
  receivedAccount?: string
}

/** One movement of the merchant's money, as it happened; nothing is ever changed in it. */
export interface Movement {
  at: Date
  /** `returned`: a refund that was closed gave its money back to the merchant. */
  kind: 'paid' | 'refunded' | 'returned'
  outTradeNo: string
  transactionId: string
  outRefundNo?: string
  refundId?: string
  fen: number
  payerFen: number
}

export interface PayState {
  orders: Map<string, PayOrder>
  movements: Movement[]
  /** Bill files that can be fetched, by token. */
  files: Map<string, { bytes: Buffer; until: Date }>
  /** What the account holds besides what customers paid. */
  reserveFen: number
  refundFate: RefundFate
  noticesBy: 'publicKey' | 'platform'
  /** How often each notice is sent at the same moment; 0 = never. */
  noticeTimes: number
  noticeDelayMs: number
  renewed: boolean
  count: number
}

export function createPayState(): PayState {
  return {
    orders: new Map(),
    movements: [],
    files: new Map(),
    reserveFen: 0,
    refundFate: 'success',
    noticesBy: 'publicKey',
    noticeTimes: 1,
    noticeDelayMs: 0,
    renewed: false,
    count: 0,
  }
}

/** What the merchant's account holds. */
export function balanceFen({ movements, reserveFen }: PayState): number {
  return movements.reduce((sum, { kind, fen }) => sum + (kind === 'refunded' ? -fen : fen), reserveFen)
}

export function refundedFen({ refunds }: PayOrder): number {
  return refunds.reduce((sum, { status, fen }) => sum + (status === 'CLOSED' ? 0 : fen), 0)
}

/** 28 digits beginning as the platform's do; unique. */
export function aNumber(state: PayState, beginning: '4200' | '5030'): string {
  state.count += 1
  return `${beginning}${String(state.count).padStart(24, '0')}`
}
