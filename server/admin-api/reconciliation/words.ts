import type { DifferenceKind } from '../../../models/payment-differences.ts'

/** What each difference means to whoever looks after the money. */
export const differenceWords: Record<DifferenceKind, string> = {
  missingHere: '微信收了这笔款，客旅没有对应的已付订单',
  missingThere: '客旅记为已付，当天的交易账单里没有',
  otherAmount: '订单金额与微信不一致',
  otherTransaction: '同一笔订单的微信支付单号不一致',
  otherMerchant: '通知里的商户号不是我们的',
  otherApp: '通知里的小程序不是我们的',
  otherCurrency: '通知里的币种不是人民币',
  refundMissingHere: '微信退了这笔款，客旅没有对应的退款',
  refundMissingThere: '客旅记为微信已受理，当天的交易账单里没有',
  otherRefundAmount: '退款金额与微信不一致',
  refundUnknown: '账单里有这笔退款，但还没有查到它的结果',
  refundStuck: '退款停住了，要有人处理后点“继续退款”',
  undecided: '微信一直没有确认这笔订单付没付款，库存还占着',
  fundMissing: '交易账单里有，资金账单里没有入账或出账',
  fundOnly: '资金账单里有这笔进出，交易账单里没有',
  otherFundAmount: '交易账单与资金账单的金额不一致',
  oddLine: '账单里有一行读不懂，没有参加核对',
  unreadableBill: '账单文件读不了，这一天没有核对',
}
