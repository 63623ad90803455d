import type { Order, OrderLine } from '../../models/orders.ts'
import { localTime } from '../local-time.ts'
import { csvLine, csvMark } from '../spreadsheet/csv.ts'
import { type OrderFacts, orderFacts } from './order-facts.ts'
import { orderStateWords } from './state-words.ts'

const systems: Record<string, string> = { kelu: '小程序', shop: '商城' }

/** Who bought, as the file tells it. */
export interface Buyer {
  id: string
  phone?: string
}

interface Row {
  order: Order
  facts: OrderFacts
  buyer: Buyer
  line: OrderLine
}

/** Headers are those an import knows, so that what leaves can come back. */
const columns: readonly [header: string, cell: (row: Row) => string | number | undefined][] = [
  ['订单号', ({ order: { _id } }) => _id.slice(_id.indexOf(':') + 1)],
  ['在哪里下的单', ({ order: { _id } }) => systems[_id.slice(0, _id.indexOf(':'))]],
  ['客旅客户号', ({ buyer }) => buyer.id],
  ['手机号', ({ buyer }) => buyer.phone],
  ['下单时间', ({ order }) => time(order.placed?.at ?? order.own?.createdAt)],
  ['付款时间', ({ facts }) => time(facts.paidAt ?? undefined)],
  ['订单状态', ({ facts }) => orderStateWords[facts.state]],
  ['实付金额（元）', ({ order }) => yuan((order.payment ?? order.placed)?.amountFen)],
  ['优惠（元）', ({ facts }) => yuan(facts.discountFen)],
  ['运费（元）', ({ facts }) => yuan(facts.freightFen)],
  ['已退款（元）', ({ facts }) => yuan(facts.refundedFen)],
  ['门店编号', ({ facts }) => facts.storeId ?? ''],
  ['导购编号', ({ facts }) => facts.staffId ?? ''],
  ['商品编号', ({ line }) => line.productId],
  ['商品名称', ({ line }) => line.name],
  ['商品类目', ({ line }) => line.category],
  ['数量', ({ line }) => line.quantity],
  ['单价（元）', ({ line }) => yuan(line.priceFen)],
]

/** Orders as CSV, one row per line, nothing in it a formula. */
export async function* orderTable(
  pages: AsyncIterable<readonly Order[]>,
  buyersOf: (orders: readonly Order[]) => Promise<(customerId: string) => Buyer>,
): AsyncGenerator<string> {
  yield csvMark + csvLine(columns.map(([header]) => header))
  for await (const orders of pages) {
    const buyerOf = await buyersOf(orders)
    yield orders
      .flatMap((order) => rowsOf(order, buyerOf(order.customerId)))
      .map((row) => csvLine(columns.map(([, cell]) => String(cell(row) ?? ''))))
      .join('')
  }
}

function rowsOf(order: Order, buyer: Buyer): Row[] {
  const facts = orderFacts(order)
  const lines = facts.items.length === 0 ? [{}] : facts.items
  return lines.map((line) => ({ order, facts, buyer, line }))
}

const yuan = (fen: number | undefined): string => (fen === undefined ? '' : (fen / 100).toFixed(2))
const time = (at: Date | undefined): string => (at ? localTime(at).toFormat('yyyy-MM-dd HH:mm:ss') : '')
