import type { ChangedUse, CouponGrant, CouponStore } from '../../models/coupons.ts'
import { type OrderKey, orderKeyIn } from '../../models/order-entry.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { DomainError } from '../errors.ts'
import { type OrderFacts, orderFacts } from '../orders/order-facts.ts'
import type { AskedCoupon, CouponUses } from './contract.ts'
import { locked, redeemed, released, requireFree, returned } from './coupon-states.ts'
import { asSaid } from './shop-words.ts'

/** A code that more batches have than this is told apart by its batch. */
const mostAlike = 20

const orderNames: ReadonlySet<string> = new Set(['order.paid', 'order.closed', 'order.refunded'])

/** Uses coupons up: every change is one conditional update of the coupon's own document, and harmless when it is made again. */
export function createCouponUses(deps: {
  store: Pick<CouponStore, 'find' | 'withCode' | 'heldBy' | 'replaceUse'>
  orders: Pick<OrderStore, 'find'>
  clock: Clock
}): CouponUses {
  const { store, orders, clock } = deps

  async function change(id: string, made: (grant: CouponGrant) => ChangedUse | null): Promise<CouponGrant> {
    for (;;) {
      const grant = await store.find(id)
      if (grant === null) throw new DomainError('coupon.not_found', { id })
      const use = made(grant)
      if (use === null || (await store.replaceUse(grant, use))) return { ...grant, ...use }
    }
  }

  async function asked({ code, batchId, customerIds }: AskedCoupon): Promise<CouponGrant> {
    const all = await store.withCode(code, mostAlike)
    const alike = all.filter((grant) => batchId === undefined || grant.batchId === batchId)
    if (alike.length === 0) throw new DomainError('coupon.not_found', { code })
    const own = alike.filter(
      ({ customerId, byShop }) => byShop || (customerIds?.includes(customerId) ?? true),
    )
    const [grant, another] = own
    if (grant === undefined) throw new DomainError('coupon.not_yours', { code })
    if (another !== undefined) {
      throw new DomainError('coupon.ambiguous', { batches: own.map(({ batchId }) => batchId) })
    }
    return grant
  }

  async function followOrder(key: OrderKey): Promise<void> {
    const held = await store.heldBy(key)
    if (held.length === 0) return
    const order = await orders.find(key)
    if (order === null) return
    const facts = orderFacts(order)
    // Paid and given back at once are two steps of the coupon.
    for (const { _id } of [...held, ...held]) await change(_id, (grant) => fateOf(grant, facts, clock.now()))
  }

  return {
    async usable(coupon) {
      const grant = await asked(coupon)
      requireFree(grant, clock.now())
      return grant
    },

    async lock({ order, ...coupon }) {
      const { _id } = await asked(coupon)
      const grant = await change(_id, (grant) => locked(grant, order, clock.now()))
      await followOrder(order)
      return grant
    },

    async redeem({ order, at, storeId, staffId, ...coupon }) {
      const { _id } = await asked(coupon)
      const now = clock.now()
      const use = { order, at: at < now ? at : now, storeId, staffId }
      const grant = await change(_id, (grant) => redeemed(grant, use))
      // What became of the order may have been heard of before.
      await followOrder(order)
      return grant
    },

    async say({ kind, order, at, validUntil, ...coupon }) {
      const { _id } = await asked(coupon)
      const now = clock.now()
      const word = { kind, order, at: at < now ? at : now, validUntil }
      const grant = await change(_id, (grant) => asSaid(grant, word, now))
      if (kind === 'locked') await followOrder(order)
      return grant
    },

    async release(order) {
      for (const { _id } of await store.heldBy(order)) {
        await change(_id, (grant) => released(grant, order, clock.now()))
      }
    },

    followOrder,
  }
}

/** Coupons go the way of orders: redeemed when those are paid, back when they are closed or given back in full. */
export function followOrders(uses: CouponUses, customers: Pick<Customers, 'listen'>): void {
  customers.listen(
    async ({ props }) => {
      const order = orderKeyIn(props)
      if (order !== null) await uses.followOrder(order)
    },
    ({ name }) => orderNames.has(name),
  )
}

/** What its order makes of a coupon; null when it stays as it is. */
function fateOf(grant: CouponGrant, facts: OrderFacts, now: Date): ChangedUse | null {
  const { order } = grant
  if (order !== facts.id || order === undefined) return null
  if (facts.state === 'closed') return released(grant, order, now) ?? returned(grant, order, now)
  if (facts.paidAt === null) return null
  if (grant.state === 'locked') {
    const { paidAt: at, storeId, staffId } = facts
    return redeemed(grant, { order, at, storeId: storeId ?? undefined, staffId: staffId ?? undefined })
  }
  const isGivenBack = facts.refundedFen > 0 && facts.netFen === 0
  return isGivenBack && grant.comesBack ? returned(grant, order, now) : null
}
