import { z } from 'zod'
import type { HeldCoupons } from '../domain/coupons/held-coupons.ts'
import type { Context } from '../http/context.ts'
import { contract } from '../http/contract.ts'
import type { LoggedIn } from './session.ts'

export const couponsContract = contract({
  summary: 'List one’s own coupons, the newest first, at most 200.',
  answer: z.object({
    coupons: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        amountFen: z.int(),
        thresholdFen: z.int().optional().describe('from what the goods come to on'),
        validFrom: z.date(),
        validUntil: z.date(),
        state: z.enum(['granted', 'locked', 'redeemed', 'returned', 'expired']),
        isUsableHere: z.boolean().describe('false of one the shop gave: it is used there'),
      }),
    ),
  }),
})

/** GET /mp/v1/coupons */
export function createCouponList({ heldCoupons }: { heldCoupons: HeldCoupons }) {
  return async (ctx: Context<LoggedIn>) => {
    ctx.body = { coupons: await heldCoupons(ctx.state.login.customer) }
  }
}
