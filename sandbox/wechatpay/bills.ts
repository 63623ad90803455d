import { shanghaiText } from '../clock.ts'
import type { Movement, PayRefund } from './state.ts'
import type { PayWorld } from './world.ts'

const tradeColumns = [
  ...['交易时间', '公众账号ID', '商户号', '特约商户号', '设备号', '微信订单号', '商户订单号', '用户标识'],
  ...[
    '交易类型',
    '交易状态',
    '付款银行',
    '货币种类',
    '应结订单金额',
    '代金券金额',
    '微信退款单号',
    '商户退款单号',
  ],
  ...[
    '退款金额',
    '充值券退款金额',
    '退款类型',
    '退款状态',
    '商品名称',
    '商户数据包',
    '手续费',
    '费率',
    '订单金额',
  ],
  ...['申请退款金额', '费率备注'],
]
const tradeSummary = [
  ...[
    '总交易单数',
    '应结订单总金额',
    '退款总金额',
    '充值券退款总金额',
    '手续费总金额',
    '订单总金额',
    '申请退款总金额',
  ],
]
const fundColumns = [
  ...[
    '记账时间',
    '微信支付业务单号',
    '资金流水单号',
    '业务名称',
    '业务类型',
    '收支类型',
    '收支金额(元)',
    '账户结余(元)',
  ],
  ...['资金变更提交申请人', '备注', '业务凭证号'],
]
const fundSummary = ['资金流水总笔数', '收入笔数', '收入金额', '支出笔数', '支出金额']

/** What was paid that day, and every refund accepted that day, dated by acceptance; null = nothing. */
export function tradeBill(world: PayWorld, date: string): string | null {
  const moved = onDay(world, date).filter(({ kind }) => kind !== 'returned')
  if (moved.length === 0) return null
  const sum = (of: (row: Record<string, string>) => string) =>
    yuan(rows.reduce((fen, row) => fen + Math.round(Number(of(row)) * 100), 0))
  const rows = moved.map((movement) => tradeRow(movement, world))
  return written(tradeColumns, rows, tradeSummary, [
    String(rows.length),
    sum((row) => row.应结订单金额!),
    sum((row) => row.退款金额!),
    sum((row) => row.充值券退款金额!),
    '0.00000',
    sum((row) => row.订单金额!),
    sum((row) => row.申请退款金额!),
  ])
}

function tradeRow(movement: Movement, { settings, state }: PayWorld): Record<string, string> {
  const order = state.orders.get(movement.outTradeNo)!
  const isPaid = movement.kind === 'paid'
  const fen = (value: number, here: boolean) => (here ? yuan(value) : '0.00')
  return {
    交易时间: shanghaiText(movement.at),
    公众账号ID: settings.mpAppId,
    商户号: settings.wxpayMchid,
    特约商户号: '0',
    设备号: '',
    微信订单号: movement.transactionId,
    商户订单号: movement.outTradeNo,
    用户标识: order.openid,
    交易类型: 'JSAPI',
    交易状态: isPaid ? 'SUCCESS' : 'REFUND',
    付款银行: 'OTHERS',
    货币种类: 'CNY',
    应结订单金额: fen(movement.fen, isPaid),
    代金券金额: fen(order.couponFen, isPaid),
    微信退款单号: movement.refundId ?? '0',
    商户退款单号: movement.outRefundNo ?? '0',
    退款金额: fen(movement.fen, !isPaid),
    充值券退款金额: fen(movement.fen - movement.payerFen, !isPaid),
    退款类型: isPaid ? '' : 'ORIGINAL',
    // As it stood when the bill was built: never corrected.
    退款状态: isPaid ? '' : refundStatus(order.refunds, movement),
    商品名称: order.description,
    商户数据包: order.attach ?? '',
    手续费: '0.00000',
    费率: '0.00%',
    订单金额: fen(movement.fen, isPaid),
    申请退款金额: fen(movement.fen, !isPaid),
    费率备注: '',
  }
}

function refundStatus(refunds: PayRefund[], { outRefundNo }: Movement): string {
  const status = refunds.find((refund) => refund.outRefundNo === outRefundNo)?.status
  return status === 'SUCCESS' ? 'SUCCESS' : 'PROCESSING'
}

/** Every movement of the account that day; null = none. */
export function fundBill(world: PayWorld, date: string): string | null {
  const moved = onDay(world, date)
  if (moved.length === 0) return null
  let balance = world.state.movements
    .filter(({ at }) => shanghaiText(at).slice(0, 10) < date)
    .reduce((fen, movement) => fen + signedFen(movement), world.state.reserveFen)
  const rows = moved.map((movement) => {
    balance += signedFen(movement)
    const isPayment = movement.kind === 'paid'
    const number = isPayment ? movement.transactionId : (movement.refundId ?? '')
    return {
      记账时间: shanghaiText(movement.at),
      微信支付业务单号: number,
      资金流水单号: `F${number}${movement.kind === 'returned' ? 'R' : ''}`,
      业务名称: isPayment ? '交易' : '退款',
      业务类型: isPayment ? '交易' : '退款',
      收支类型: signedFen(movement) > 0 ? '收入' : '支出',
      '收支金额(元)': yuan(movement.fen),
      '账户结余(元)': yuan(balance),
      资金变更提交申请人: settingsOf(world),
      备注: '',
      业务凭证号: movement.outRefundNo ?? movement.outTradeNo,
    }
  })
  const [incoming, outgoing] = [1, -1].map((sign) => moved.filter((one) => signedFen(one) * sign > 0))
  const total = (of: Movement[] = []) => yuan(of.reduce((fen, movement) => fen + movement.fen, 0))
  return written(fundColumns, rows, fundSummary, [
    String(rows.length),
    String(incoming?.length),
    total(incoming),
    String(outgoing?.length),
    total(outgoing),
  ])
}

const settingsOf = ({ settings }: PayWorld): string => `${settings.wxpayMchid}API`
const signedFen = ({ kind, fen }: Movement): number => (kind === 'refunded' ? -fen : fen)
const onDay = ({ state }: PayWorld, date: string): Movement[] =>
  state.movements.filter(({ at }) => shanghaiText(at).slice(0, 10) === date)

/** Two decimals, made of whole fen. */
function yuan(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, '0')
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** A backtick before every value of details and summary, none in the headers. */
function written(
  columns: string[],
  rows: Record<string, string>[],
  summaryColumns: string[],
  summary: string[],
): string {
  const values = (all: string[]) => all.map((value) => `\`${value}`).join(',')
  const lines = [
    columns.join(','),
    ...rows.map((row) => values(columns.map((column) => row[column] ?? ''))),
    summaryColumns.join(','),
    values(summary),
  ]
  return `${lines.join('\r\n')}\r\n`
}
