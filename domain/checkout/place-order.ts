import { createHash } from 'node:crypto'
import { orderKey } from '../../models/order-entry.ts'
import type { OrderIntent, OrderIntentStore } from '../../models/order-intents.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { OwnOrder } from '../../models/own-order.ts'
import type { SkuStore } from '../../models/skus.ts'
import type { Clock } from '../clock.ts'
import type { CouponUses } from '../coupons/contract.ts'
import type { Sealing } from '../customers/sealing.ts'
import { DomainError, type ErrorCode } from '../errors.ts'
import type { Log } from '../log.ts'
import { isOwn, newOrderNumber, type OwnOrderDocument } from '../orders/own-orders.ts'
import type { Buyer, Checkout, OrderRequest, Quote, Settle } from './contract.ts'
import type { createTell } from './tell.ts'

/** How long an order waits for its payment. */
const payWithinMs = 60 * 60_000
/** Whoever begins is given this long, before somebody else goes on with it. */
const patienceMs = 60_000
/** When given-up ones are looked at once more. */
const lateLookMs = 10 * 60_000
const batch = 200

const holdRefusal = {
  gone: 'product.off',
  short: 'product.short',
  crowded: 'product.crowded',
} as const satisfies Record<string, ErrorCode>

export interface PlaceOrderDeps {
  intents: OrderIntentStore
  orders: Pick<OrderStore, 'find' | 'place'>
  skus: Pick<SkuStore, 'hold' | 'release'>
  coupons: Pick<CouponUses, 'lock' | 'release'>
  /** Code of a grant. */
  grant(id: string): Promise<{ code: string; batchId: string } | null>
  quote: Checkout['quote']
  settle: Pick<Settle, 'paid'>
  tell: Pick<ReturnType<typeof createTell>, 'created'>
  seal: Pick<Sealing, 'seal'>
  clock: Clock
  log: Log
}

/**
 * Places orders. An intent is stored first, with all that the order will be; then stock and coupon are taken one by one under its
 * number, each harmless to take again. One write decides whether it is an order or comes to nothing, and whoever finds it, at any
 * time, goes on from there: what was decided against gives back all it may have.
 */
export function createPlaceOrder(deps: PlaceOrderDeps) {
  const { intents, orders, skus, coupons, grant, quote, settle, tell, seal, clock, log } = deps

  async function create(buyer: Buyer, request: OrderRequest): Promise<OwnOrderDocument> {
    const _id = `${buyer.loginId}:${request.clientKey}`
    const hash = hashOf(request)
    const known = (await intents.find(_id)) ?? (await begin(_id, hash, buyer, request))
    if (known.hash !== hash) throw new DomainError('order.key_reused', { clientKey: request.clientKey })
    return carryOut(known)
  }

  async function begin(_id: string, hash: string, { customer, openid }: Buyer, request: OrderRequest) {
    const quoted = await quote(customer, request)
    if (quoted.totalFen !== request.totalFen) {
      const { totalFen, goodsFen, discountFen, freightFen } = quoted
      throw new DomainError('order.price_changed', { totalFen, goodsFen, discountFen, freightFen })
    }
    const now = clock.now()
    const intent: OrderIntent = {
      _id,
      no: newOrderNumber(now),
      hash,
      state: 'taking',
      customerId: customer._id,
      order: {
        ...ownOf(quoted, request, now),
        payer: { openid },
        ...(request.address && { address: seal.seal(JSON.stringify(request.address)) }),
        ...(customer.isTest && { isTest: true }),
      },
      dueAt: new Date(now.getTime() + patienceMs),
    }
    await intents.begin(intent)
    return (await intents.find(_id)) ?? intent
  }

  /** Takes it as far as it goes. @throws DomainError why it came to nothing */
  async function carryOut(intent: OrderIntent): Promise<OwnOrderDocument> {
    const { _id, no, order } = intent
    if (intent.state === 'taking' && order !== undefined) {
      try {
        if (order.expiresAt <= clock.now()) throw new DomainError('order.expired')
        await take(no, order)
        await intents.decide(_id, 'taken')
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        await intents.decide(_id, 'undoing', { code: error.code, data: error.data })
      }
      return goOn(intent)
    }
    // What the decision of another left behind is given back by whoever sees it, as often as it takes.
    if (intent.state === 'undoing' || intent.state === 'refused') {
      if (order !== undefined) await giveBack(no, order)
      await intents.refuse(_id, new Date(clock.now().getTime() + lateLookMs))
      throw new DomainError((intent.refusal?.code ?? 'order.expired') as ErrorCode, intent.refusal?.data)
    }
    if (intent.state === 'taken' && order !== undefined) await becomeOrder(intent, order)
    return placed(no)
  }

  async function goOn({ _id }: OrderIntent): Promise<OwnOrderDocument> {
    const intent = await intents.find(_id)
    if (intent === null) throw new Error(`the intent ${_id} is gone`)
    return carryOut(intent)
  }

  async function take(no: string, order: OwnOrder): Promise<void> {
    const at = order.createdAt
    for (const { skuId, quantity } of order.isTest ? [] : order.lines) {
      const outcome = await skus.hold(skuId, { no, quantity, at })
      // Decided meanwhile, by somebody who went on with it.
      if (outcome === 'over') return
      if (outcome !== 'held') throw new DomainError(holdRefusal[outcome], { skuId })
    }
    if (order.coupon === undefined) return
    const coupon = await grant(order.coupon)
    if (coupon === null) throw new DomainError('coupon.not_found')
    await coupons.lock({ code: coupon.code, batchId: coupon.batchId, order: orderKey(no, 'kelu') })
  }

  async function giveBack(no: string, order: OwnOrder): Promise<void> {
    for (const { skuId } of order.isTest ? [] : order.lines) await skus.release(skuId, no)
    await coupons.release(orderKey(no, 'kelu'))
  }

  async function becomeOrder({ _id, no, customerId }: OrderIntent, own: OwnOrder): Promise<void> {
    await orders.place({ _id: orderKey(no, 'kelu'), customerId, rev: 1, own })
    await tell.created(await placed(no))
    // Nobody can be asked for nothing: what costs nothing is paid.
    if (own.totalFen === 0) {
      const payment = { transactionId: `free:${no}`, totalFen: 0, payerTotalFen: 0, paidAt: own.createdAt }
      await settle.paid(no, payment)
    }
    await intents.finish(_id)
  }

  async function placed(no: string): Promise<OwnOrderDocument> {
    const order = await orders.find(orderKey(no, 'kelu'))
    if (order === null || !isOwn(order)) throw new Error(`order ${no} was decided on, and is not there`)
    return order
  }

  /** Goes on with what somebody began and did not finish; how many there were. */
  async function sweep(): Promise<number> {
    const now = clock.now()
    const due = await intents.due(now, batch)
    for (const intent of due) {
      try {
        await carryOut(intent)
      } catch (error) {
        if (error instanceof DomainError) {
          if (intent.state === 'refused') await intents.close(intent._id)
          continue
        }
        log.error({ no: intent.no, err: error }, 'an order is not placed yet')
        await intents.postpone(intent._id, new Date(now.getTime() + patienceMs))
      }
    }
    return due.length
  }

  return { create, sweep }
}

function ownOf(quoted: Quote, { clientKey, remark }: OrderRequest, now: Date): Omit<OwnOrder, 'payer'> {
  const { coupon, ...money } = quoted
  const expiresAt = new Date(now.getTime() + payWithinMs)
  return {
    clientKey,
    ...money,
    ...(coupon && { coupon: coupon._id }),
    ...(remark !== undefined && { remark }),
    createdAt: now,
    expiresAt,
    step: 'open',
    dueAt: expiresAt,
  }
}

/** Of all that is asked for, in one order whatever order it came in. */
function hashOf({ lines, couponCode, totalFen, remark, address }: OrderRequest): string {
  const asked = [
    lines.map(({ skuId, quantity }) => [skuId, quantity]),
    couponCode ?? null,
    totalFen,
    remark ?? null,
    address ? [address.name, address.phone, address.region, address.detail] : null,
  ]
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex')
}
