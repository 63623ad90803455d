import type { CouponGrant } from '../../models/coupons.ts'
import type { Customer } from '../../models/customer.ts'
import type { GrantStore } from '../../models/memory/coupons.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { DomainError } from '../errors.ts'
import type { CouponBatchDefinition } from '../language/coupon-batch.ts'
import { localTime } from '../local-time.ts'
import { createAllowance } from './allowance.ts'
import type { CouponRequest, Coupons, GrantedCoupon } from './contract.ts'
import { couponCode, testCode } from './coupon-code.ts'
import type { ShopCoupons } from './ports.ts'
import { createShopGrants } from './shop-grants.ts'

const mostCoupons = 200

export interface CouponsDeps {
  store: GrantStore
  customers: Pick<Customers, 'find' | 'hear' | 'reveal'>
  /** Absent: a batch that the shop gives is refused. */
  shop?: ShopCoupons
  /** Throws `coupon.not_found`. */
  registry: { couponBatch(id: string): CouponBatchDefinition }
  clock: Clock
  /** Makes generated codes unguessable. */
  key: string | Uint8Array
}

/** Gives out coupons: never more than the batch holds, never two for one cause. */
export function createCoupons(deps: CouponsDeps): Coupons {
  const { store, customers, registry, clock, key } = deps
  const allowance = createAllowance(store)
  const shopGrants = createShopGrants(deps)

  return {
    async grant(request) {
      const { batchId, cause } = request
      const batch = registry.couponBatch(batchId)
      const grant =
        (await store.findGrant(cause)) ??
        (await (request.isTest ? grantTest(batch, request) : grantNow(batch, request)))
      if (grant.number >= 0) await settle(batchId, cause, grant.number)
      await customers.hear({
        _id: `coupon:${cause}`,
        customerId: grant.customerId,
        name: 'coupon.granted',
        at: grant.grantedAt,
        props: { batchId, code: grant.code, amountFen: batch.amountFen, validUntil: grant.validUntil },
        source: 'outreach',
      })
      return present(grant, batch)
    },

    async of(customerId) {
      const customer = await customers.find(customerId)
      if (!customer) return []
      const grants = await store.grantsOf([customer._id, ...customer.mergedFrom], mostCoupons)
      return grants.map((grant) => present(grant, batchOf(grant)))
    },
  }

  /** Null when it is not in use any more. */
  function batchOf({ batchId }: CouponGrant): CouponBatchDefinition | null {
    try {
      return registry.couponBatch(batchId)
    } catch (error) {
      if (error instanceof DomainError && error.code === 'coupon.not_found') return null
      throw error
    }
  }

  /** Beside the numbers of the batch. */
  async function grantTest(batch: CouponBatchDefinition, request: CouponRequest): Promise<CouponGrant> {
    const code = testCode(key, request.cause)
    return store.insertGrant({ ...newGrant(batch, request), number: -1, code, isTest: true })
  }

  async function grantNow(batch: CouponBatchDefinition, request: CouponRequest): Promise<CouponGrant> {
    const { customerId, cause } = request
    const customer = await customers.find(customerId)
    if (customer === null) throw new DomainError('customer.not_found', { customerId })
    if (!(await allowance.take(batch, customer, cause))) {
      throw new DomainError('coupon.limit_reached', { batchId: batch.id })
    }
    const { codes } = batch
    if (codes.kind === 'shop') return grantByShop(batch, codes.batch, customer, request)
    const number = await takeNumber(batch, cause)
    if (number === null) {
      // The last one may just have gone to this very cause.
      const grant = await store.findGrant(cause)
      if (grant) return grant
      await allowance.giveBack(batch, customer, cause)
      throw new DomainError('coupon.exhausted', { batchId: batch.id })
    }
    return store.insertGrant({
      ...newGrant(batch, request),
      number,
      code:
        codes.kind === 'listed'
          ? (codes.codes[number] ?? '')
          : couponCode(key, batch.id, codes.prefix, number),
    })
  }

  /** Under the id of the grant, so that after a crash the shop gives the same one. */
  async function grantByShop(
    batch: CouponBatchDefinition,
    shopBatch: string,
    customer: Customer,
    request: CouponRequest,
  ): Promise<CouponGrant> {
    const grant = newGrant(batch, request)
    try {
      const given = await shopGrants.ask({ number: grant._id, batch: shopBatch }, customer)
      return await store.insertGrant({
        ...grant,
        ...given,
        number: -1,
        lookOutUntil: given.validUntil,
        byShop: true,
      })
    } catch (error) {
      const isOpen = !(error instanceof DomainError) || error.code === 'coupon.unanswered'
      if (!isOpen) await allowance.giveBack(batch, customer, request.cause)
      throw error
    }
  }

  function newGrant(
    batch: CouponBatchDefinition,
    { customerId, cause }: CouponRequest,
  ): Omit<CouponGrant, 'number' | 'code'> {
    const grantedAt = clock.now()
    const valid = validity(batch, grantedAt)
    return {
      _id: `grant:${cause}`,
      batchId: batch.id,
      customerId,
      ...valid,
      grantedAt,
      amountFen: batch.amountFen,
      name: batch.name,
      ...(batch.thresholdFen !== undefined && { thresholdFen: batch.thresholdFen }),
      state: 'granted',
      rev: 0,
      ...(batch.comesBack && { comesBack: batch.comesBack }),
      lookOutUntil: valid.validUntil,
    }
  }

  /** Takes a number of the batch for this cause, or finds the one it took before a crash. Null when none is left. */
  async function takeNumber(batch: CouponBatchDefinition, cause: string): Promise<number | null> {
    for (;;) {
      const stock = await store.stock(batch.id)
      const begun = stock.pending.find((pending) => pending.cause === cause)
      if (begun) return begun.number
      const [returned, ...free] = stock.free
      const number = returned ?? stock.next
      if (number >= batch.quantity) return null
      const next = returned === undefined ? stock.next + 1 : stock.next
      const pending = [...stock.pending, { cause, number }]
      if (await store.replaceStock(stock, { next, free, pending })) return number
    }
  }

  /** Closes what is pending for the cause. A number that another worker's grant made needless goes back. */
  async function settle(batchId: string, cause: string, granted: number): Promise<void> {
    for (;;) {
      const stock = await store.stock(batchId)
      const mine = stock.pending.filter((pending) => pending.cause === cause)
      if (mine.length === 0) return
      const needless = mine.map(({ number }) => number).filter((number) => number !== granted)
      const pending = stock.pending.filter((other) => other.cause !== cause)
      if (await store.replaceStock(stock, { pending, free: [...stock.free, ...needless] })) return
    }
  }
}

function validity(batch: CouponBatchDefinition, grantedAt: Date): { validFrom: Date; validUntil: Date } {
  const { validity } = batch
  if (validity.kind === 'between') {
    return { validFrom: new Date(validity.from), validUntil: new Date(validity.until) }
  }
  return { validFrom: grantedAt, validUntil: new Date(grantedAt.getTime() + validity.ms) }
}

/** By its batch, or as it was when it was granted where that is gone. */
function present(grant: CouponGrant, batch: CouponBatchDefinition | null): GrantedCoupon {
  const { code, batchId, validFrom, validUntil, grantedAt } = grant
  const { name = batchId, amountFen = 0, thresholdFen } = batch ?? grant
  return { code, batchId, name, amountFen, thresholdFen, validFrom, validUntil, grantedAt }
}

/** A coupon as message variables `coupon.code`, `coupon.name`, `coupon.amountYuan`, `coupon.validUntil` (local date). */
export function couponValues(coupon: GrantedCoupon, zone?: string): Record<string, string> {
  return {
    'coupon.code': coupon.code,
    'coupon.name': coupon.name,
    'coupon.amountYuan': String(coupon.amountFen / 100),
    'coupon.validUntil': localTime(coupon.validUntil, zone).toFormat('M月d日'),
  }
}
