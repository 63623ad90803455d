import pLimit from 'p-limit'
import type { CouponGrant, CouponStore } from '../../../models/coupons.ts'
import type { Customer } from '../../../models/customer.ts'
import type { IdentityStore } from '../../../models/identities.ts'
import { orderKey } from '../../../models/order-entry.ts'
import type { Customers } from '../../customers/contract.ts'
import type { CouponBatchDefinition } from '../../language/coupon-batch.ts'
import type { FaultCode } from '../faults.ts'
import type { TableRow } from '../file/table.ts'
import type { Around, BadRow, Batch, ImportKind, KindColumns } from '../kind.ts'
import { createFindPeople } from '../people/find-people.ts'
import { whoNeeds } from '../people/who.ts'
import { type CouponRow, readCoupon } from './read-coupon.ts'
import { couponTargets } from './targets.ts'

const parallel = 8

interface Judged {
  row: CouponRow
  customer: Customer
  batch: CouponBatchDefinition
}

export const couponColumns = ({ corp }: { corp: string | undefined }): KindColumns => ({
  name: '优惠券',
  targets: () => couponTargets.filter(({ id }) => id !== 'external' || corp !== undefined),
  needs: [whoNeeds, ['code']],
})

/**
 * Coupons people hold in the shop, by batch and code. They are the shop's: of a batch whose codes the shop gives, no number of a stock
 * is used, and what the shop says of one stands. That they were given is history; that one ends is still to come, and told then.
 */
export function createCouponImport(deps: {
  customers: Pick<Customers, 'hear' | 'findMany' | 'identityKey'>
  stores: {
    coupons: Pick<CouponStore, 'withCodes' | 'insertGrant'>
    identities: Pick<IdentityStore, 'findMany'>
  }
  batches: () => readonly CouponBatchDefinition[]
  corp: string | undefined
}): ImportKind {
  const { customers, stores, batches, corp } = deps
  const findPeople = createFindPeople({ customers, identities: stores.identities })

  async function give({ row, customer, batch }: Judged, around: Around): Promise<void> {
    const grant = await stores.coupons.insertGrant(grantOf({ row, customer, batch }, around))
    const { batchId, code, validUntil, amountFen } = grant
    const shared = { customerId: customer._id, source: 'import', history: true as const }
    const props = { batchId, code, ...(amountFen !== undefined && { amountFen }) }
    await customers.hear({
      ...shared,
      _id: `coupon:${causeOf(grant)}`,
      name: 'coupon.granted',
      at: grant.grantedAt,
      props: { ...props, validUntil },
    })
    if (grant.redeemedAt === undefined) return
    await customers.hear({
      ...shared,
      _id: `coupon:${causeOf(grant)}:redeemed`,
      name: 'coupon.redeemed',
      at: grant.redeemedAt,
      props: { ...props, ...(row.orderId !== undefined && { orderId: row.orderId }) },
    })
  }

  async function judge(rows: readonly TableRow[], around: Around): Promise<Batch> {
    const bad: BadRow[] = []
    const read: CouponRow[] = []
    for (const row of rows) {
      const one = readCoupon(row, around, corp)
      if ('faults' in one) bad.push({ row: row.row, faults: one.faults })
      else read.push(one)
    }
    const [people, alike] = await Promise.all([
      findPeople(read.map(({ who }) => who)),
      stores.coupons.withCodes(read.map(({ code }) => code)),
    ])
    const holders = await customers.findMany(alike.map(({ customerId }) => customerId))
    const known = new Map(
      alike.map(({ batchId, code, customerId }) => [
        `${batchId}:${code}`,
        holders.get(customerId)?._id ?? customerId,
      ]),
    )
    const judged: Judged[] = []
    let fresh = 0
    for (const [place, row] of read.entries()) {
      const customer = people[place]?.known ?? null
      const batch = batches().find(({ id, name }) => id === row.batch || name === row.batch)
      const fault = faultOf(row, customer, batch)
      if (fault !== null || customer === null || batch === undefined) {
        bad.push({ row: row.row, faults: [{ code: fault ?? 'unknownValue' }] })
        continue
      }
      if (!known.has(`${batch.id}:${row.code}`)) fresh += 1
      known.set(`${batch.id}:${row.code}`, customer._id)
      judged.push({ row, customer, batch })
    }

    function faultOf(
      row: CouponRow,
      customer: Customer | null,
      batch: CouponBatchDefinition | undefined,
    ): FaultCode | null {
      if (customer === null) return 'unknownCustomer'
      if (batch === undefined) return 'batchUnknown'
      if (batch.codes.kind !== 'shop') return 'batchNotByShop'
      const holder = known.get(`${batch.id}:${row.code}`)
      return holder === undefined || holder === customer._id ? null : 'known'
    }
    async function write(): Promise<BadRow[]> {
      const slot = pLimit(parallel)
      const own = new Map(judged.map((one) => [`${one.batch.id}:${one.row.code}`, one]))
      const imported = new Set(alike.filter(({ _id }) => !_id.startsWith(importPrefix)).map(keyOf))
      // Those somebody else told of are as they told.
      const left = [...own].filter(([key]) => !imported.has(key))
      await Promise.all(left.map(([, one]) => slot(() => give(one, around))))
      return []
    }
    const counts = { rows: rows.length, bad: bad.length, new: fresh, known: judged.length - fresh }
    return { counts, bad, write }
  }

  return { ...couponColumns(deps), judge }
}

const importPrefix = 'grant:import:'
const keyOf = ({ batchId, code }: CouponGrant): string => `${batchId}:${code}`
const causeOf = ({ _id }: CouponGrant): string => _id.slice('grant:'.length)

function grantOf({ row, customer, batch }: Judged, { now }: Around): CouponGrant {
  const { code, validUntil, grantedAt = now, isUsed, redeemedAt = grantedAt, orderId } = row
  const isOver = isUsed || validUntil <= now
  return {
    _id: `${importPrefix}${batch.id}:${code}`,
    batchId: batch.id,
    customerId: customer._id,
    number: -1,
    code,
    validFrom: grantedAt,
    validUntil,
    grantedAt,
    amountFen: batch.amountFen,
    name: batch.name,
    ...(batch.thresholdFen !== undefined && { thresholdFen: batch.thresholdFen }),
    rev: 0,
    byShop: true,
    state: isUsed ? 'redeemed' : 'granted',
    ...(isUsed && { redeemedAt, order: orderKey(orderId ?? `event:import:${code}`) }),
    ...(!isOver && { lookOutUntil: validUntil }),
  }
}
