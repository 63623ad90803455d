import type { DifferenceKind, PaymentDifference, Settlement } from '../../../models/payment-differences.ts'

/** What each difference is, shortly, and what it means to whoever looks after the money. */
const kinds: Record<DifferenceKind, { says: string; means: string }> = {
  missingHere: { says: '账单有，客旅没有', means: '微信收了这笔款，客旅没有对应的已付订单' },
  missingThere: { says: '客旅有，账单没有', means: '客旅记为已付，当天的交易账单里没有' },
  otherAmount: { says: '金额不一样', means: '订单金额与微信不一致' },
  otherTransaction: { says: '支付单号不一样', means: '同一笔订单的微信支付单号不一致' },
  otherMerchant: { says: '不是我们的商户号', means: '通知里的商户号不是我们的' },
  otherApp: { says: '不是我们的小程序', means: '通知里的小程序不是我们的' },
  otherCurrency: { says: '不是人民币', means: '通知里的币种不是人民币' },
  refundMissingHere: { says: '账单有，客旅没有', means: '微信退了这笔款，客旅没有对应的退款' },
  refundMissingThere: { says: '客旅有，账单没有', means: '客旅记为微信已受理，当天的交易账单里没有' },
  otherRefundAmount: { says: '金额不一样', means: '退款金额与微信不一致' },
  refundUnanswered: { says: '客旅发起了，账单没有', means: '退款请求发出去了，没有收到答复' },
  refundUnknown: { says: '账单有，结果不知道', means: '账单里有这笔退款，但还没有查到它的结果' },
  refundStuck: { says: '退款停住了', means: '微信退不下去，要有人处理后继续' },
  undecided: { says: '不知道付没付', means: '微信一直没有确认这笔订单付没付款，库存还占着' },
  latePayment: { says: '关单后才付成', means: '订单关闭以后，客户的付款才到账' },
  fundMissing: { says: '账户没有进出', means: '交易账单里有，资金账单里没有入账或出账' },
  fundOnly: { says: '只有资金账单有', means: '资金账单里有这笔进出，交易账单里没有' },
  otherFundAmount: { says: '两份账单金额不一样', means: '交易账单与资金账单的金额不一致' },
  oddLine: { says: '有一行读不懂', means: '账单里有一行读不懂，没有参加核对' },
  unreadableBill: { says: '账单读不了', means: '账单文件读不了，这一天没有核对' },
}

export const kindWords = (kind: DifferenceKind): { says: string; means: string } => kinds[kind]

/** Why nothing was booked by itself. */
const whyOpen: Partial<Record<DifferenceKind, string>> = {
  missingHere: '没自动记：查单没有确认能记到哪笔订单',
  missingThere: '没有撤销：只凭账单不改已付的订单',
  otherAmount: '没自动改：两边金额不一样，要人定',
  refundMissingHere: '没自动记：不知道退的是哪件',
  refundMissingThere: '没有撤销：等微信的说法',
  refundUnanswered: '还没问到结果；一直用同一个退款单号再问，不会退两次',
  refundUnknown: '还没问到结果；一直在查，不会退两次',
  refundStuck: '停着没有再试，单号没有变',
  undecided: '一直在问，订单和库存都没有动',
}

const settledWords: Record<Settlement, string> = {
  agreed: '后来对上了',
  booked: '查单确认，已补记',
  givenBack: '钱已原路退回，客户会收到微信的退款通知',
  recorded: '记成了这笔订单的退款',
  elsewhere: '是别的店的',
  noted: '已在别处处理',
}

/** What was done about it, or why nothing was. */
export function didWords({ kind, settledAt, settledAs = 'noted', steps = [] }: PaymentDifference): string {
  const last = steps.at(-1)
  if (settledAt !== undefined) {
    const who = last?.byName === undefined ? '' : `${last.byName}：`
    const isWritten = settledAs === 'elsewhere' || settledAs === 'noted'
    return `${who}${settledWords[settledAs]}${isWritten && last?.note ? `，${last.note}` : ''}`
  }
  if (last?.what === 'left') return `${last.byName ?? ''} 先搁着：${last.note ?? ''}`
  return whyOpen[kind] ?? '没有自动改任何一边'
}
