import { bodyOf, textOf, WechatRefusal } from '../call.ts'
import { type Shipping, tradeOf } from '../trades.ts'
import type { WechatApi, WechatWorld } from '../world.ts'

/** A few of about 1,400. */
const carriers = [
  { delivery_id: 'SF', delivery_name: '顺丰速运' },
  { delivery_id: 'ZTO', delivery_name: '中通快递' },
  { delivery_id: 'YTO', delivery_name: '圆通速递' },
]
const longestDescription = 120
const mostParcels = 15

const malformed = (what: string) => new WechatRefusal(47001, `data format error: ${what}`)

/** POST /cgi-bin/express/delivery/open_msg/get_delivery_list, with a body */
export const deliveryList: WechatApi = {
  method: 'POST',
  needsToken: true,
  handle(call) {
    if (call.body === undefined) throw new WechatRefusal(44002, 'empty post data')
    return { delivery_list: carriers, count: carriers.length }
  },
}

/** POST /wxa/sec/order/get_order, by the number of the transaction */
export const getOrder: WechatApi = {
  method: 'POST',
  needsToken: true,
  handle(call, world) {
    const transactionId = textOf(bodyOf(call).transaction_id)
    const { trade, order } = tradeOf(transactionId, world)
    return {
      order: {
        transaction_id: transactionId,
        merchant_trade_no: order.outTradeNo,
        openid: order.openid,
        paid_amount: order.totalFen,
        order_state: trade.state,
      },
    }
  },
}

/** POST /wxa/sec/order/upload_shipping_info: whole deliveries, by the number of the transaction, corrected once. */
export const uploadShipping: WechatApi = {
  method: 'POST',
  needsToken: true,
  handle(call, world) {
    const body = bodyOf(call)
    const key = recordOf(body.order_key, 'order_key')
    if (key.order_number_type !== 2) throw malformed('order_key.order_number_type')
    const { trade, order } = tradeOf(textOf(key.transaction_id), world)
    if (textOf(recordOf(body.payer, 'payer').openid) !== order.openid)
      throw new WechatRefusal(10060001, 'payer')
    const shipping = shippingOf(body, world)
    if (trade.state === 5 || trade.state === 3) throw new WechatRefusal(10060004, 'order state not shippable')
    const last = trade.shippings.at(-1)
    const isSame = last && JSON.stringify(last.parcels) === JSON.stringify(shipping.parcels)
    if (isSame) throw new WechatRefusal(10060002, 'already shipped')
    if (trade.shippings.length > 1) throw new WechatRefusal(10060003, 'reshipped before')
    if (last && shipping.uploadTime <= last.uploadTime) throw new WechatRefusal(268485216, 'upload_time')
    trade.shippings.push(shipping)
    trade.state = 2
    world.push.settlement(order, null)
    return {}
  },
}

function shippingOf(body: Record<string, unknown>, { clock }: WechatWorld): Shipping {
  const { logistics_type: logisticsType, delivery_mode: mode, shipping_list: list, upload_time: time } = body
  if (typeof logisticsType !== 'number' || ![1, 2, 3, 4].includes(logisticsType))
    throw malformed('logistics_type')
  if (mode !== 1) throw malformed('delivery_mode')
  // A single object is refused as well.
  if (!Array.isArray(list) || list.length === 0 || list.length > mostParcels) throw malformed('shipping_list')
  const uploadTime = textOf(time)
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$/.test(uploadTime)) throw malformed('upload_time')
  if (new Date(uploadTime) > clock.now()) throw new WechatRefusal(268485216, 'upload_time')
  const parcels = list.map((each) => recordOf(each, 'shipping_list'))
  for (const parcel of parcels) checkParcel(parcel, logisticsType)
  return { logisticsType, uploadTime, parcels }
}

function checkParcel(parcel: Record<string, unknown>, logisticsType: number): void {
  const description = textOf(parcel.item_desc)
  if (description === '' || [...description].length > longestDescription) throw malformed('item_desc')
  if (logisticsType !== 1) return
  const company = textOf(parcel.express_company)
  const isKnown = carriers.some(({ delivery_id }) => delivery_id === company)
  if (!isKnown || textOf(parcel.tracking_no) === '') throw new WechatRefusal(268485224, 'tracking')
  if (company !== 'SF') return
  const contact = textOf(recordOf(parcel.contact, 'contact').receiver_contact)
  if (!/^\d{3}\*{4}\d{4}$/.test(contact)) throw new WechatRefusal(268485226, 'contact')
}

function recordOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(what)
  return value as Record<string, unknown>
}
