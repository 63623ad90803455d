import type { Customer } from '../../models/customer.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { DomainError } from '../errors.ts'
import type { ShopBuyer, ShopCouponRequest, ShopCoupons } from './ports.ts'

/** A coupon as the shop gave it. */
export interface ShopGrant {
  code: string
  validFrom: Date
  validUntil: Date
}

/** Asks the shop for coupons of its own. */
export function createShopGrants(deps: {
  shop?: ShopCoupons
  customers: Pick<Customers, 'reveal'>
  clock: Clock
}) {
  const { shop, customers, clock } = deps

  return {
    /**
     * One coupon under this number, the same however often it is asked for.
     * @throws DomainError `coupon.exhausted` `limit_reached` `refused`; `unanswered` with `until`, when to ask again
     */
    async ask(request: Omit<ShopCouponRequest, 'buyer'>, customer: Customer): Promise<ShopGrant> {
      const { batch } = request
      if (shop === undefined) throw new DomainError('coupon.refused', { batch, code: 'shop.off' })
      const outcome = await shop.grant({ ...request, buyer: buyerOf(customer) })
      switch (outcome.kind) {
        case 'granted': {
          const { code, validFrom, validUntil } = outcome
          return { code, validFrom, validUntil }
        }
        case 'exhausted':
          throw new DomainError('coupon.exhausted', { batch })
        case 'limitReached':
          throw new DomainError('coupon.limit_reached', { batch })
        case 'refused':
          throw new DomainError('coupon.refused', { batch, code: outcome.code })
        case 'unanswered': {
          const until = new Date(clock.now().getTime() + outcome.afterMs)
          throw new DomainError('coupon.unanswered', { batch, code: outcome.code, until })
        }
      }
    },
  }

  function buyerOf(customer: Customer): ShopBuyer {
    const unionid = afterKind(customer, 'unionid:')
    // `openid:<appid>:<openid>`
    const openid = afterKind(customer, 'openid:')?.split(':').at(-1)
    if (unionid !== undefined || openid !== undefined) return { unionid, openid }
    return { phone: customers.reveal(customer).phone }
  }
}

function afterKind({ ids }: Customer, kind: string): string | undefined {
  return ids.find((key) => key.startsWith(kind))?.slice(kind.length)
}
