import { createHmac } from 'node:crypto'
import { type SandboxClock, unixSeconds } from '../clock.ts'
import type { CouponStep, SandboxSettings, ShopCouponUse, ShopEventInput } from '../contract.ts'
import type { Courier } from '../courier.ts'
import type { People } from '../people.ts'
import type { CouponBook } from './coupon-book.ts'

const retryAfterMs = [10_000, 60_000, 300_000, 1_800_000] as const

/** The shop system: signs what happened to an order and posts it until Kelu takes it. */
export function createShop(deps: {
  settings: SandboxSettings
  clock: SandboxClock
  people: People
  courier: Courier
  book: CouponBook
}) {
  const { settings, clock, people, courier, book } = deps
  const shop = {
    async useShopCoupon({ step, ...use }: ShopCouponUse) {
      const { validUntil } = book.take(use.code, step, use.orderId)
      await shop.shopEvent({
        ...use,
        type: toldAs[step],
        at: clock.now().toISOString(),
        ...(step === 'return' && { validUntil: validUntil.toISOString() }),
      })
    },

    async shopEvent(input: ShopEventInput) {
      const { unionid, openid, phone } = people.person(input.person)
      const { person: _, productName: __, category: ___, ...said } = input
      const body = JSON.stringify({
        ...said,
        ...(input.type.startsWith('order.') && { items: itemsOf(input) }),
        ...(input.type.endsWith('shipped') && { carrier: '顺丰速运', trackingNo: `SF${input.orderId}` }),
        buyer: { unionid, openid, phone },
      })
      await courier.deliver({
        kind: `shop.${input.type}`,
        about: { id: input.id, type: input.type, orderId: input.orderId ?? '' },
        make(target) {
          const timestamp = String(unixSeconds(clock.now()))
          const mac = createHmac('sha256', settings.shopHookSecret)
            .update(`${timestamp}.${body}`)
            .digest('hex')
          return {
            method: 'POST',
            url: `${target}/hooks/shop`,
            headers: {
              'content-type': 'application/json',
              'x-kelu-timestamp': timestamp,
              'x-kelu-signature': `sha256=${mac}`,
            },
            body,
          }
        },
        acceptedBy: ({ status }) => status >= 200 && status <= 299,
        retryAfterMs,
      })
    },
  }
  return shop
}

const toldAs: Record<CouponStep, string> = {
  lock: 'coupon.locked',
  release: 'coupon.released',
  redeem: 'coupon.redeemed',
  return: 'coupon.returned',
}

/** One line, so dear that with what was taken off and the freight the amount comes out. */
function itemsOf({ productName: name, category, ...order }: ShopEventInput): object[] {
  const { amountFen = 0, discountFen = 0, freightFen = 0 } = order
  const priceFen = amountFen + discountFen - freightFen
  return name ? [{ productId: productIdOf(name), name, category, quantity: 1, priceFen }] : []
}

/** The same product has the same id in every order. */
function productIdOf(name: string): string {
  return `p_${Buffer.from(name).toString('base64url').slice(0, 24)}`
}
