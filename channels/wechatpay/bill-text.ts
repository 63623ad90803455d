import type { FundLine, TradeLine } from '../../domain/payments/ports.ts'

/** What a bill says, and the numbers of lines that could not be read (the header is line 1). */
export interface ReadBill<Line> {
  lines: Line[]
  odd: number[]
}

/** By name of the column; null where one of these is not there. */
type Row = (column: string) => string

const tradeColumns = [
  ...['交易时间', '微信订单号', '商户订单号', '交易状态', '货币种类', '订单金额'],
  ...['微信退款单号', '商户退款单号', '申请退款金额'],
]
const fundColumns = ['记账时间', '微信支付业务单号', '业务类型', '收支类型', '收支金额(元)']
const businesses: Record<string, FundLine['business']> = { 交易: 'payment', 退款: 'refund' }

/**
 * A trade bill (交易账单, type ALL): what was paid that day, and the refunds that were accepted.
 * @throws Error naming the column that is missing, or saying that the file is cut off
 */
export const readTradeBill = (text: string): ReadBill<TradeLine> => readBill(text, tradeColumns, tradeLine)

/** A fund bill (资金账单) of the basic account. @throws Error as above */
export const readFundBill = (text: string): ReadBill<FundLine> => readBill(text, fundColumns, fundLine)

function readBill<Line>(
  text: string,
  needed: readonly string[],
  read: (row: Row) => Line | null,
): ReadBill<Line> {
  const all = text.replace(/^\ufeff/, '').split(/\r?\n/)
  const columns = (all[0] ?? '').split(',').map((name) => name.trim())
  const missing = needed.find((name) => !columns.includes(name))
  if (missing !== undefined) throw new Error(`the bill has no column ${missing}`)
  // Details are followed by the header of a summary, and that by the summary itself.
  const end = all.findIndex((line, index) => index > 0 && !line.startsWith('`'))
  const count = valuesOf(all[end + 1] ?? '')[0]
  if (end < 1 || count !== String(end - 1))
    throw new Error('the bill is not whole: its summary counts otherwise')
  const lines: Line[] = []
  const odd: number[] = []
  for (const [index, line] of all.slice(1, end).entries()) {
    const values = valuesOf(line)
    // A name with a comma in it may shift what follows: such a line is nobody's money.
    const told = values.length === columns.length ? read((name) => values[columns.indexOf(name)] ?? '') : null
    if (told === null) odd.push(index + 2)
    else lines.push(told)
  }
  return { lines, odd }
}

/** Every value begins with a backtick. */
const valuesOf = (line: string): string[] => line.slice(1).split(',`')

function tradeLine(row: Row): TradeLine | null {
  const at = timeOf(row('交易时间'))
  const about = { no: row('商户订单号'), transactionId: row('微信订单号') }
  if (at === null || row('货币种类') !== 'CNY' || about.no === '') return null
  if (row('交易状态') === 'SUCCESS') {
    const fen = fenOf(row('订单金额'))
    return fen === null ? null : { kind: 'paid', ...about, fen, at }
  }
  const fen = fenOf(row('申请退款金额'))
  if (row('交易状态') !== 'REFUND' || fen === null) return null
  return { kind: 'refund', ...about, refundNo: row('商户退款单号'), refundId: row('微信退款单号'), fen, at }
}

function fundLine(row: Row): FundLine | null {
  const [at, fen] = [timeOf(row('记账时间')), fenOf(row('收支金额(元)'))]
  const direction = ({ 收入: 'in', 支出: 'out' } as const)[row('收支类型')]
  if (at === null || fen === null || direction === undefined) return null
  const business = businesses[row('业务类型')] ?? 'other'
  return { number: row('微信支付业务单号'), business, fen, direction, at }
}

/** Yuan with two decimals as whole fen, by its digits. */
export function fenOf(yuan: string): number | null {
  const [, whole, cents] = /^(\d{1,12})\.(\d\d)$/.exec(yuan) ?? []
  return whole === undefined ? null : Number(`${whole}${cents}`)
}

/** Bills tell UTC+8. */
function timeOf(text: string): Date | null {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null
  const at = new Date(`${text.replace(' ', 'T')}+08:00`)
  return Number.isNaN(at.getTime()) ? null : at
}
