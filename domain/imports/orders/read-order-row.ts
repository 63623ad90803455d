import type { OrderState } from '../../../models/order-standing.ts'
import type { OrderLine } from '../../../models/orders.ts'
import type { Fault } from '../faults.ts'
import type { TableRow } from '../file/table.ts'
import { type Who, whoIn } from '../people/who.ts'
import { type Read, readFen, readId, readMoneyFen, readNumber, readText } from '../read-cell.ts'
import { openRow, present, type RowTerms } from '../read-row.ts'

export type SaidState = OrderState | 'refunded'

/** What a row says of the whole order: absent where its cells are empty. */
export interface OrderSaid {
  placedAt?: Date
  paidAt?: Date
  amountFen?: number
  discountFen?: number
  freightFen?: number
  refundedFen?: number
  state?: SaidState
  storeId?: string
  staffId?: string
}

/** A row of an order as it is understood. */
export interface OrderRow {
  row: number
  orderId: string
  /** No ids where the row leaves them to another one of its order. */
  who: Who
  said: OrderSaid
  line: OrderLine | null
}

const states: Record<SaidState, RegExp> = {
  created: /^(待|未|等待(买家)?)(付款|支付)$|^(unpaid|pending|created)$/i,
  paid: /^(已|买家已)?(付款|支付)(成功)?$|^(待|等待(卖家)?)(发货|处理)$|^(paid|processing)$/i,
  shipped: /^(已|卖家已|部分)发货$|^(待|等待(买家)?确认)收货$|^(配送|运输)中$|^shipped$/i,
  received: /^(已|交易|订单)?(完成|成功)$|^(已|确认)(收货|签收)$|^(completed?|received|delivered|done)$/i,
  closed: /^(已|交易|订单)?(关闭|取消)$|^(closed|cancell?ed)$/i,
  refunded: /^(已|全额)?退款(成功|完成)?$|^refunded$/i,
}

/** A row of orders, or all that is wrong with it. */
export function readOrderRow(
  row: TableRow,
  around: RowTerms,
  corp: string | undefined,
): OrderRow | { orderId: string | null; faults: Fault[] } {
  const reader = openRow(row, around)
  const { faults, take, text, past } = reader
  const orderId = take('orderId', readId)
  if (orderId === undefined && faults.length === 0) reader.fault('orderId', 'missing')
  const who = whoOf()
  const said: OrderSaid = present({
    placedAt: past('placedAt'),
    paidAt: past('paidAt'),
    amountFen: fen('amount'),
    discountFen: fen('discount'),
    freightFen: fen('freight'),
    refundedFen: fen('refunded'),
    state: take('state', readState),
    storeId: take('storeId', readId),
    staffId: take('staffId', readId),
  })
  const quantity = take('quantity', readNumber)
  if (quantity !== undefined && (!Number.isInteger(quantity) || quantity < 1))
    reader.fault('quantity', 'numberMalformed')
  const line: OrderLine = present({
    productId: take('productId', readId),
    name: text('productName', 256),
    category: text('category', 64),
    quantity,
    priceFen: fen('price'),
  })
  if (faults.length > 0 || orderId === undefined) return { orderId: orderId ?? null, faults }
  return { row: row.row, orderId, who, said, line: Object.keys(line).length === 0 ? null : line }

  /** The column says what its money is written in. */
  function fen(what: 'amount' | 'discount' | 'freight' | 'refunded' | 'price'): number | undefined {
    return take(`${what}Fen`, readFen) ?? take(`${what}Yuan`, readMoneyFen)
  }

  /** Only the order as a whole must say who bought. */
  function whoOf(): Who {
    const found = whoIn(reader, corp)
    const at = faults.findIndex(({ code }) => code === 'noIdentity')
    if (at >= 0) faults.splice(at, 1)
    return found
  }
}

function readState(cell: Parameters<typeof readText>[0]): Read<SaidState> {
  const read = readText(cell, 64)
  if (read === null || 'fault' in read) return read
  const found = (Object.keys(states) as SaidState[]).find((state) => states[state].test(read.value))
  return found === undefined ? { fault: 'unknownValue' } : { value: found }
}
