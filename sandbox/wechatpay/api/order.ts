import { randomBytes } from 'node:crypto'
import { fenOf, notifyUrlOf, objectOf, optionalTextOf, textOf, timeOf } from '../fields.ts'
import { badParameter, badRequest, PayRefusal } from '../refusal.ts'
import type { PayOrder } from '../state.ts'
import type { PayApi, PayCall, PayWorld } from '../world.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
const prepayMs = 7_200_000

const fields = [
  'appid',
  'mchid',
  'description',
  'out_trade_no',
  'time_expire',
  'attach',
  'notify_url',
  'amount',
  'payer',
]

/** POST /v3/pay/transactions/jsapi: the same order again gives a fresh prepay_id, another one under its number does not. */
export const orderByJsapi: PayApi = {
  method: 'POST',
  path: /^\/v3\/pay\/transactions\/jsapi$/,
  handle({ request, world }) {
    const asked = request.body.toString('utf8')
    const order = orderIn(asked, world)
    const known = world.state.orders.get(order.outTradeNo)
    if (known) refuseUnlessSame(known, asked, world)
    else world.state.orders.set(order.outTradeNo, order)
    const prepayId = `wx${randomBytes(16).toString('hex')}`
    const until = new Date(world.clock.now().getTime() + prepayMs)
    ;(known ?? order).prepays.set(prepayId, until)
    return { prepay_id: prepayId }
  },
}

function orderIn(asked: string, world: PayWorld): PayOrder {
  const { settings, people, clock } = world
  const body = objectOf(parsed(asked), 'body', fields)
  if (body.appid !== settings.mpAppId || body.mchid !== settings.wxpayMchid) {
    throw new PayRefusal(400, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配')
  }
  const outTradeNo = textOf(body.out_trade_no, 'out_trade_no', 32)
  if (!/^[0-9A-Za-z_\-*]{6,32}$/.test(outTradeNo)) throw badParameter('out_trade_no is malformed')
  const amount = objectOf(body.amount, 'amount', ['total', 'currency'])
  if (amount.currency !== undefined && amount.currency !== 'CNY') throw badParameter('currency is not CNY')
  const openid = textOf(objectOf(body.payer, 'payer', ['openid']).openid, 'payer.openid', 128)
  if (people.byOpenid(openid) === undefined) {
    throw new PayRefusal(500, 'OPENID_MISMATCH', 'openid与appid不匹配')
  }
  return {
    outTradeNo,
    asked,
    openid,
    description: textOf(body.description, 'description', 127),
    attach: optionalTextOf(body.attach, 'attach', 128),
    totalFen: fenOf(amount.total, 'amount.total'),
    notifyUrl: notifyUrlOf(body.notify_url),
    expiresAt: expiryOf(body.time_expire, clock.now()),
    state: 'NOTPAY',
    typing: false,
    prepays: new Map(),
    couponFen: 0,
    refunds: [],
  }
}

/** Earlier than a minute ahead is a minute ahead, later than 90 days is 90 days; 7 days where nothing is said. */
function expiryOf(said: unknown, now: Date): Date {
  if (said === undefined) return new Date(now.getTime() + 7 * dayMs)
  const at = timeOf(said, 'time_expire').getTime()
  return new Date(Math.min(Math.max(at, now.getTime() + minuteMs), now.getTime() + 90 * dayMs))
}

function refuseUnlessSame(known: PayOrder, asked: string, world: PayWorld): void {
  if (known.state === 'CLOSED') throw new PayRefusal(400, 'ORDER_CLOSED', '订单已关闭')
  if (known.state !== 'NOTPAY') throw new PayRefusal(400, 'ORDER_PAID', '订单已支付')
  if (known.asked !== asked) throw badRequest('请求重入时，参数与首次请求时不一致')
  if (known.expiresAt <= world.clock.now()) throw badRequest('订单已过期')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badParameter('the body is no JSON')
  }
}

/** The body of a call. @throws PayRefusal PARAM_ERROR */
export function bodyOf({ request }: PayCall, known: readonly string[]): Record<string, unknown> {
  return objectOf(parsed(request.body.toString('utf8')), 'body', known)
}
