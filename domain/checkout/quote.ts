import type { CouponGrant } from '../../models/coupons.ts'
import type { Customer } from '../../models/customer.ts'
import type { OwnOrderLine } from '../../models/own-order.ts'
import type { Sku, SkuStore } from '../../models/skus.ts'
import type { CouponUses } from '../coupons/contract.ts'
import { DomainError } from '../errors.ts'
import type { CouponBatchDefinition } from '../language/coupon-batch.ts'
import type { AskedLine, Basket, Quote } from './contract.ts'
import { discountShares, goodsFen, lineFen } from './price.ts'

/** Prices are with delivery. */
const freightFen = 0

/** What a basket comes to: by what products and coupon say at this moment. Nothing is kept for anybody. */
export function createQuote(deps: {
  skus: Pick<SkuStore, 'findMany'>
  coupons: Pick<CouponUses, 'usable'>
  /** Throws `coupon.not_found`. */
  registry: { couponBatch(id: string): CouponBatchDefinition }
}) {
  const { skus, coupons, registry } = deps

  async function couponFor(customer: Customer, code: string, comesTo: number) {
    const grant = await coupons.usable({ code, customerIds: [customer._id, ...customer.mergedFrom] })
    requireOurs(grant, customer)
    const { thresholdFen = 0, amountFen } = registry.couponBatch(grant.batchId)
    if (comesTo < thresholdFen) {
      throw new DomainError('coupon.below_threshold', { thresholdFen, goodsFen: comesTo })
    }
    return { grant, amountFen: grant.amountFen ?? amountFen }
  }

  return async function quote(customer: Customer, basket: Basket): Promise<Quote> {
    const known = await skus.findMany(basket.lines.map(({ skuId }) => skuId))
    const asked = basket.lines.map((line) => linePriced(line, known.get(line.skuId), customer))
    const comesTo = goodsFen(asked)
    const coupon = basket.couponCode ? await couponFor(customer, basket.couponCode, comesTo) : null
    const discountFen = Math.min(coupon?.amountFen ?? 0, comesTo)
    const shares = discountShares(discountFen, asked)
    return {
      lines: asked.map((line, place) => ({ ...line, discountShareFen: shares[place] ?? 0 })),
      goodsFen: comesTo,
      discountFen,
      freightFen,
      totalFen: comesTo - discountFen + freightFen,
      ...(coupon && { coupon: coupon.grant }),
    }
  }
}

function linePriced(
  { skuId, quantity }: AskedLine,
  sku: Sku | undefined,
  { isTest }: Customer,
): Omit<OwnOrderLine, 'discountShareFen'> {
  if (sku === undefined) throw new DomainError('product.not_found', { skuId })
  if (!sku.isOn) throw new DomainError('product.off', { skuId })
  if (!isTest && sku.free < quantity) throw new DomainError('product.short', { skuId, free: sku.free })
  const { productId, name, spec, category, priceFen: unitFen } = sku
  return {
    skuId,
    productId,
    name: spec === undefined ? name : `${name} ${spec}`,
    ...(category !== undefined && { category }),
    quantity,
    unitFen,
    lineFen: lineFen(unitFen, quantity),
  }
}

/** Of a coupon the shop gave, the shop says whether it is used: here it could be used twice. */
function requireOurs({ byShop, isTest, batchId }: CouponGrant, customer: Customer): void {
  if (byShop) throw new DomainError('coupon.elsewhere', { batchId })
  if (isTest && !customer.isTest) throw new DomainError('coupon.not_found')
}
