import type { SandboxClock } from '../clock.ts'
import type { CouponStep } from '../contract.ts'

const dayMs = 86_400_000
/** One that comes back can be used for so long at least. */
const graceMs = 3 * dayMs

/** A coupon as the shop's own books have it. */
interface BookedCoupon {
  code: string
  validUntil: Date
  state: 'granted' | 'locked' | 'redeemed' | 'returned'
  /** Who has it locked or used it. */
  order?: string
}

export type CouponBook = ReturnType<typeof createCouponBook>

/** What became of each coupon the shop gave, by the shop itself: a step it cannot take is a fault of the story. */
export function createCouponBook(clock: SandboxClock) {
  const coupons = new Map<string, BookedCoupon>()

  function requireFree({ code, state, validUntil }: BookedCoupon): void {
    if (state !== 'granted' && state !== 'returned') throw new Error(`coupon ${code} is ${state}`)
    if (validUntil <= clock.now()) throw new Error(`coupon ${code} is over`)
  }
  function requireHeld({ code, state, order }: BookedCoupon, as: BookedCoupon['state'], by: string): void {
    if (state !== as || order !== by) throw new Error(`coupon ${code} is not ${as} by ${by}`)
  }
  const isLockedBy = ({ state, order }: BookedCoupon, by: string) => state === 'locked' && order === by

  function after(coupon: BookedCoupon, step: CouponStep, order: string): BookedCoupon {
    const { code, validUntil } = coupon
    switch (step) {
      case 'lock':
        requireFree(coupon)
        return { code, validUntil, state: 'locked', order }
      case 'release':
        requireHeld(coupon, 'locked', order)
        return { code, validUntil, state: 'granted' }
      case 'redeem':
        if (!isLockedBy(coupon, order)) requireFree(coupon)
        return { code, validUntil, state: 'redeemed', order }
      case 'return': {
        requireHeld(coupon, 'redeemed', order)
        const until = new Date(Math.max(validUntil.getTime(), clock.now().getTime() + graceMs))
        return { code, validUntil: until, state: 'returned' }
      }
    }
  }

  return {
    add(code: string, validUntil: Date): void {
      coupons.set(code, { code, validUntil, state: 'granted' })
    },
    /** The coupon after that step. @throws Error for a code the shop never gave, or a step from another state or by another order */
    take(code: string, step: CouponStep, order: string): Readonly<BookedCoupon> {
      const coupon = coupons.get(code)
      if (coupon === undefined) throw new Error(`the shop gave no coupon ${code}`)
      const now = after(coupon, step, order)
      coupons.set(code, now)
      return now
    },
  }
}
