/** Said of any call: ask again after so long (the same number, the same words), or it is a fault of ours that only an operator mends. */
export type NotNow = { kind: 'later'; afterMs: number; code: string } | { kind: 'refused'; code: string }

/** What is to be paid. The same order is always asked for in the same words. */
export interface PayableOrder {
  /** out_trade_no: 6 to 32 of `[0-9A-Za-z_-]` */
  no: string
  description: string
  totalFen: number
  openid: string
  expiresAt: Date
}

/** What a mini-program hands to `wx.requestPayment`. */
export interface PayParameters {
  timeStamp: string
  nonceStr: string
  package: string
  signType: 'RSA'
  paySign: string
}

/** A payment as the platform told it, over a signature that was checked. */
export interface ToldTransaction {
  no: string
  transactionId: string
  appid: string
  mchid: string
  /** What the order came to, the platform's own coupons included. */
  totalFen: number
  payerTotalFen: number
  currency: string
  paidAt: Date
}

export interface ToldRefund {
  no: string
  refundNo: string
  refundId: string
  fen: number
  /** `abnormal`: it cannot reach the payer until somebody does something about it. `closed`: it failed for good. */
  state: 'pending' | 'done' | 'abnormal' | 'closed'
  acceptedAt?: Date
  doneAt?: Date
}

/** What a notice says once it was believed. */
export type ToldNotice =
  | { kind: 'transaction'; transaction: ToldTransaction }
  | { kind: 'refund'; mchid: string; refund: ToldRefund }

/** `paid` and `closed`: the number is used up. `inUse`: it stands for another order, or the platform says so for the moment. */
export type PrepareOutcome =
  | { kind: 'prepared'; prepayId: string }
  | { kind: 'paid' | 'closed' | 'inUse' }
  | NotNow

/** `paid` also when money of it went back since. `notOrdered` is an error's word, and no reason to give anything up. */
export type QueryOutcome =
  | { kind: 'paid'; transaction: ToldTransaction }
  | { kind: 'unpaid' | 'closed' | 'notOrdered' }
  | NotNow

/** None of these is proof: a query says what is. */
export type CloseOutcome = { kind: 'closed' | 'paid' | 'busy' | 'notOrdered' } | NotNow

export interface RefundRequest {
  no: string
  transactionId: string
  refundNo: string
  fen: number
  /** Of the order. */
  totalFen: number
  reason: string
}

/** `notEnough`: the merchant's account has too little; `notFound`: the platform does not see the payment (yet). */
export type RefundOutcome = { kind: 'told'; refund: ToldRefund } | { kind: 'notEnough' | 'notFound' } | NotNow

export type RefundQueryOutcome = { kind: 'told'; refund: ToldRefund } | { kind: 'notFound' } | NotNow

/** Banks whose debit cards take a refund that cannot go the way the payment came. */
export const refundBanks = [
  ...[
    'CMB',
    'COMM',
    'ABC',
    'CCB',
    'ICBC',
    'BOC',
    'PAB',
    'SPDB',
    'CITIC',
    'CEB',
    'CMBC',
    'CIB',
    'GDB',
    'PSBC',
    'NBCB',
  ],
] as const
export type RefundBank = (typeof refundBanks)[number]

/** Where a refund goes that cannot reach the payer: their debit card, or the merchant's own account, to be given back by hand. */
export type RefundTarget =
  | { kind: 'merchant' }
  | { kind: 'card'; bank: RefundBank; account: string; name: string }

export interface RefundRedirection {
  /** The platform's own number. */
  refundId: string
  refundNo: string
  to: RefundTarget
}

/** One payment, or one refund that was accepted, of a day. */
export type TradeLine =
  | { kind: 'paid'; no: string; transactionId: string; fen: number; at: Date }
  | {
      kind: 'refund'
      no: string
      transactionId: string
      refundNo: string
      refundId: string
      fen: number
      at: Date
    }

/** One movement of the account, under the number of its payment or refund. */
export interface FundLine {
  number: string
  /** Other business than customers' payments and their refunds is nobody's order. */
  business: 'payment' | 'refund' | 'other'
  fen: number
  direction: 'in' | 'out'
  at: Date
}

/** `odd`: numbers of lines that cannot be read. `none`: nothing happened that day. `unreadable`: its hash or its shape is not what was said; nothing of it counts. */
export type BillOutcome<Line> =
  | { kind: 'bill'; lines: Line[]; odd: number[] }
  | { kind: 'none' }
  | { kind: 'unreadable'; why: string }
  | NotNow

/** A platform that takes money. Nothing here throws for what it does, and no outcome rests on an answer that was not signed. */
export interface Payments {
  prepare(order: PayableOrder): Promise<PrepareOutcome>
  /** Made anew each time it is offered. */
  parameters(prepayId: string): PayParameters
  query(no: string): Promise<QueryOutcome>
  close(no: string): Promise<CloseOutcome>
  refund(request: RefundRequest): Promise<RefundOutcome>
  queryRefund(refundNo: string): Promise<RefundQueryOutcome>
  /** Of a refund that is `abnormal` alone. What names a card goes sealed, and is in no error. */
  redirectRefund(redirection: RefundRedirection): Promise<{ kind: 'told'; refund: ToldRefund } | NotNow>
  /** @param date yyyy-MM-dd in Asia/Shanghai */
  tradeBill(date: string): Promise<BillOutcome<TradeLine>>
  fundBill(date: string): Promise<BillOutcome<FundLine>>
}

/** A notice as it came in. */
export interface RawNotice {
  headers: Record<string, string | undefined>
  body: Buffer
}

/**
 * `probe`: a signature that is wrong on purpose, which the platform sends to see that we look. `ignored`: nothing Kelu deals with.
 * `unknownKey`: signed under a name we hold no key of. `unavailable`: the platform's certificates cannot be had, so nobody knows.
 */
export type NoticeReading =
  | { kind: 'told'; id: string; eventType: string; at: Date; notice: ToldNotice }
  | { kind: 'ignored'; eventType: string }
  | { kind: 'unavailable'; code: string }
  | {
      kind: 'forged'
      why: 'unsigned' | 'stale' | 'probe' | 'unknownKey' | 'signature' | 'sealing' | 'malformed'
    }

/** Who reads what the platform tells by itself. */
export interface PaymentNotices {
  /** Nothing of what it gives was in doubt; never throws for what was sent. */
  read(notice: RawNotice): Promise<NoticeReading>
}
