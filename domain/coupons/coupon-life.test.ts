import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { type CouponGrant, type CouponStore, createCouponStore } from '../../models/coupons.ts'
import type { Customer } from '../../models/customer.ts'
import type { OrderKey } from '../../models/order-entry.ts'
import type { Order } from '../../models/orders.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { testDatabase } from '../../test/testing/database.ts'
import { DomainError } from '../errors.ts'
import type { CouponBatchDefinition } from '../language/coupon-batch.ts'
import { createCoupons } from './coupons.ts'
import { createCouponUses } from './use-coupons.ts'

const dayMs = 86_400_000
const quantity = 5
const perCustomer = 2
/** `<customer>:<n>` */
const causes = ['a', 'b', 'c'].flatMap((person) => [1, 2, 3].map((n) => `${person}:${n}`))
const orderNumbers = ['1', '2', '3', '4']

const db = await testDatabase()
afterAll(() => db.drop())
const store = createCouponStore(db.connection)

class Died extends Error {}

/** Dies at its n-th write, before it is made or after. */
interface Death {
  at: number
  after: boolean
}

/** The store of a process that dies in the middle. */
function mortal(death: Death | null): CouponStore {
  let writes = 0
  const around =
    <A extends unknown[], R>(write: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      writes += 1
      if (writes === death?.at && !death.after) throw new Died()
      const result = await write(...args)
      if (writes === death?.at) throw new Died()
      return result
    }
  return {
    ...store,
    insertGrant: around(store.insertGrant),
    replaceStock: around(store.replaceStock),
    replaceLimit: around(store.replaceLimit),
    replaceUse: around(store.replaceUse),
  }
}

const cause = fc.constantFrom(...causes)
const order = fc.constantFrom(...orderNumbers)
/** Few, so that orders get in each other's way. */
const usedCause = fc.constantFrom('a:1', 'b:1')
const deed = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('grant'), cause, order }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('lock', 'redeem'), cause: usedCause, order }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('paid', 'closed', 'refunded'), cause, order }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait'), cause, order }) },
)
const death = fc.option(fc.record({ at: fc.integer({ min: 1, max: 4 }), after: fc.boolean() }))
type Deed = { kind: string; cause: string; order: string }

let lives = 0

/** A batch and orders of its own, and what the world outside knows of them. */
function aLife() {
  const life = `life${++lives}`
  const clock = movableClock()
  const batch: CouponBatchDefinition = {
    id: life,
    name: '券',
    kind: 'fixed',
    amountFen: 100,
    validity: { kind: 'after', ms: 5 * dayMs },
    codes: { kind: 'generated', prefix: `L${lives}` },
    quantity,
    perCustomer,
    comesBack: true,
  }
  const orders = new Map<OrderKey, Order>()
  const codes = new Map<string, string>()
  /** Where the customer was told that the coupon counts. */
  const takenOff: { code: string; order: OrderKey }[] = []

  const keyOf = (number: string): OrderKey => `shop:${life}-${number}`
  const tell = (key: OrderKey, more: Partial<Order>) =>
    orders.set(key, { customerId: 'a', rev: 0, ...orders.get(key), ...more, _id: key })
  const isOver = (key: OrderKey) => {
    const { closedAt, payment, refunds } = orders.get(key) ?? {}
    return (closedAt && (!payment || closedAt < payment.at)) || (payment && refunds)
  }
  const aProcess = (death: Death | null) => {
    const mortalStore = mortal(death)
    const ledger = { find: async (key: OrderKey) => orders.get(key) ?? null }
    return {
      uses: createCouponUses({ store: mortalStore, orders: ledger, clock }),
      coupons: createCoupons({
        store: mortalStore,
        customers: {
          find: async (_id) => ({ _id, ids: [`unionid:${_id}`], mergedFrom: [] }) as unknown as Customer,
          hear: async () => undefined,
          reveal: () => ({}),
        },
        registry: { couponBatch: () => batch },
        clock,
        key: 'a coupon key of many bytes',
      }),
    }
  }

  async function act({ kind, cause, order }: Deed, death: Death | null): Promise<void> {
    // Of a closing and a payment the order goes by the earlier one.
    clock.advance(1_000)
    const { uses, coupons } = aProcess(death)
    const key = keyOf(order)
    const code = codes.get(cause) ?? 'NONE'
    const at = clock.now()
    switch (kind) {
      case 'grant': {
        const request = { batchId: life, customerId: cause.slice(0, 1), cause: `${life}:${cause}` }
        codes.set(cause, (await coupons.grant(request)).code)
        return
      }
      case 'lock':
        await uses.lock({ code, order: key })
        return
      case 'redeem': {
        const { state } = await uses.redeem({ code, order: key, at })
        if (state === 'redeemed') takenOff.push({ code, order: key })
        return
      }
      case 'paid':
        if (orders.get(key)?.payment) return
        tell(key, { payment: { event: key, heardAt: at, at, amountFen: 1_000, items: [] } })
        return uses.followOrder(key)
      case 'closed':
        tell(key, { closedAt: orders.get(key)?.closedAt ?? at })
        return uses.followOrder(key)
      case 'refunded':
        tell(key, { refunds: [{ id: 'r', fen: 1_000, heardAt: at }] })
        return uses.followOrder(key)
      default:
        clock.advance(2 * dayMs)
    }
  }

  return {
    /** Refusals and deaths are part of a life. */
    async live(deed: Deed, death: Death | null): Promise<void> {
      try {
        await act(deed, death)
      } catch (error) {
        if (!(error instanceof Died || error instanceof DomainError)) throw error
      }
    },

    async check({ settled }: { settled: boolean }): Promise<void> {
      const grants = (await db.connection
        .collection('coupons')
        .find({ batchId: life })
        .toArray()) as unknown as CouponGrant[]
      const { next, free, pending } = await store.stockNow(life)
      const numbers = grants.map(({ number }) => number)
      const open = pending.map(({ number }) => number).filter((number) => !numbers.includes(number))
      // Every number was given out once, lies ready, or is on its way: none is lost, none there twice.
      expect([...numbers, ...free, ...open].sort()).toEqual(Array.from({ length: next }, (_, n) => n))
      expect(next).toBeLessThanOrEqual(quantity)
      for (const person of ['a', 'b', 'c']) {
        expect(grants.filter(({ customerId }) => customerId === person).length).toBeLessThanOrEqual(
          perCustomer,
        )
      }
      // For whom it counted, and whose order stands: never two with one code.
      for (const code of codes.values()) {
        const standing = new Set(
          takenOff.filter((use) => use.code === code && !isOver(use.order)).map(({ order }) => order),
        )
        expect(standing.size, code).toBeLessThanOrEqual(1)
        for (const order of standing)
          expect(grants.find((grant) => grant.code === code)).toMatchObject({ state: 'redeemed', order })
      }
      if (!settled) return
      expect(pending).toEqual([])
      for (const { code, state, order } of grants) {
        if (order) expect([isOver(order), state, code]).not.toEqual([true, 'locked', code])
      }
    },

    /** What a crash interrupted is asked for again. */
    async settle(): Promise<void> {
      for (const cause of causes) await this.live({ kind: 'grant', cause, order: '1' }, null)
      for (const order of orderNumbers) await aProcess(null).uses.followOrder(keyOf(order))
    },
  }
}

it('whatever is asked in whatever order by processes that die: stock, limit and one order per coupon hold', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ deed, death }), { minLength: 15, maxLength: 40 }),
      async (deeds) => {
        const life = aLife()
        for (const { deed, death } of deeds) {
          await life.live(deed, death)
          await life.check({ settled: false })
        }
        await life.settle()
        await life.check({ settled: true })
      },
    ),
    { numRuns: 25 },
  )
})
