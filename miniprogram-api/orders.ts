import { z } from 'zod'
import type { Checkout } from '../domain/checkout/contract.ts'
import { DomainError } from '../domain/errors.ts'
import type { AddedBy, Context } from '../http/context.ts'
import { contract, json } from '../http/contract.ts'
import type { RequireHarmless } from './harmless-words.ts'
import {
  basketSchema,
  newOrderSchema,
  numberSchema,
  orderShape,
  presentOrder,
  quoteShape,
  refundShape,
  refundWishSchema,
} from './order-shapes.ts'
import { type LoggedIn, type Login, openidOf } from './session.ts'

const pageLimit = 50
const bodyBytes = 16 * 1024

const ofBasket = [
  'product.not_found',
  'product.off',
  'product.short',
  'coupon.not_found',
  'coupon.not_yours',
  'coupon.ambiguous',
  'coupon.locked',
  'coupon.redeemed',
  'coupon.not_yet_valid',
  'coupon.expired',
  'coupon.below_threshold',
  'coupon.elsewhere',
  'order.too_large',
] as const
const oneOrder = { params: z.object({ no: numberSchema }) }

export const previewContract = contract({
  summary: 'Say what a basket comes to, without keeping anything.',
  body: json(basketSchema, bodyBytes),
  answer: quoteShape,
  refusals: ofBasket,
})
export const placeContract = contract({
  summary: 'Place an order; the same client key and content is the same order.',
  body: json(newOrderSchema, bodyBytes),
  answer: orderShape,
  refusals: [
    ...ofBasket,
    'product.crowded',
    'coupon.order_over',
    'order.price_changed',
    'order.key_reused',
    'order.expired',
    'request.unprocessable',
  ],
})
export const ordersContract = contract({
  summary: 'List one’s own orders, the newest first.',
  query: z.object({
    before: numberSchema.optional(),
    limit: z.coerce.number().int().min(1).max(pageLimit).default(20),
  }),
  answer: z.object({
    orders: z.array(orderShape),
    next: z.string().optional().describe('`before` of the next page; absent at the end'),
  }),
})
export const orderContract = contract({
  summary: 'Look at one of one’s own orders.',
  ...oneOrder,
  answer: orderShape,
  refusals: ['order.not_found'],
})
export const payContract = contract({
  summary: 'Take what wx.requestPayment is called with.',
  ...oneOrder,
  answer: z.object({
    timeStamp: z.string(),
    nonceStr: z.string(),
    package: z.string(),
    signType: z.literal('RSA'),
    paySign: z.string(),
  }),
  refusals: [
    'order.not_found',
    'order.paid',
    'order.closed',
    'order.expired',
    'payment.not_configured',
    'platform.unavailable',
  ],
})
export const cancelContract = contract({
  summary: 'Cancel an order that was not paid; cancelled again it is as it was.',
  ...oneOrder,
  answer: orderShape,
  refusals: ['order.not_found', 'order.paid', 'order.undecided', 'platform.unavailable'],
})
export const receivedContract = contract({
  summary: 'Say that the goods have come.',
  ...oneOrder,
  answer: orderShape,
  refusals: ['order.not_found', 'order.not_shipped'],
})
export const refundContract = contract({
  summary: 'Ask for money back; the same again is the same request, somebody decides.',
  ...oneOrder,
  body: json(refundWishSchema, bodyBytes),
  answer: refundShape,
  refusals: ['order.not_found', 'order.not_paid', 'refund.open', 'refund.too_much', 'request.unprocessable'],
})

type One = Context<LoggedIn & AddedBy<typeof orderContract>>

/** Below /mp/v1/orders: what a customer buys, with the words of the domain. */
export function createOrders(deps: { checkout: Checkout; appid: string; requireHarmless: RequireHarmless }) {
  const { checkout, appid, requireHarmless } = deps

  /** They pay with the account they logged in by. */
  function buyerOf(login: Login) {
    const openid = openidOf(login, appid)
    if (openid === undefined) throw new DomainError('session.invalid')
    return { customer: login.customer, loginId: login.subject, openid }
  }

  return {
    async preview(ctx: Context<LoggedIn & AddedBy<typeof previewContract>>) {
      ctx.body = await checkout.quote(ctx.state.login.customer, ctx.state.given.body)
    },
    async place(ctx: Context<LoggedIn & AddedBy<typeof placeContract>>) {
      const { login, given } = ctx.state
      await requireHarmless(login, 'comment', { remark: given.body.remark })
      ctx.body = presentOrder(await checkout.create(buyerOf(login), given.body))
    },
    async list(ctx: Context<LoggedIn & AddedBy<typeof ordersContract>>) {
      const { before, limit } = ctx.state.given.query
      const found = await checkout.ordersOf(ctx.state.login.customer, { before, limit: limit + 1 })
      const orders = found.slice(0, limit).map(presentOrder)
      ctx.body = { orders, ...(found.length > limit && { next: orders.at(-1)?.no }) }
    },
    async one(ctx: One) {
      ctx.body = presentOrder(await checkout.orderOf(ctx.state.login.customer, ctx.state.given.params.no))
    },
    async pay(ctx: One) {
      ctx.set('Cache-Control', 'no-store')
      ctx.body = await checkout.pay(ctx.state.login.customer, ctx.state.given.params.no)
    },
    async cancel(ctx: One) {
      ctx.body = presentOrder(await checkout.cancel(ctx.state.login.customer, ctx.state.given.params.no))
    },
    async received(ctx: One) {
      ctx.body = presentOrder(await checkout.received(ctx.state.login.customer, ctx.state.given.params.no))
    },
    async refund(ctx: Context<LoggedIn & AddedBy<typeof refundContract>>) {
      const { login, given } = ctx.state
      const { params, body } = given
      await requireHarmless(login, 'comment', { reason: body.reason })
      ctx.body = await checkout.askRefund(login.customer, params.no, body)
    },
  }
}
