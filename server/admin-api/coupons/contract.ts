import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { idParams, paged, pageQuery, time } from '../core/parts.ts'

/** Whoever sees figures of everybody. */
const readers = ['owner', 'marketer', 'editor', 'analyst'] as const
/** Of those, whoever sees people. */
const seers = ['owner', 'marketer', 'analyst'] as const
/** Whoever stands at a counter, and the owner. */
const redeemers = ['owner', 'lead', 'sales'] as const

const named = z.object({ id: z.string(), name: z.string() })
export const couponStates = ['granted', 'returned', 'locked', 'redeemed', 'expired'] as const
const state = z.enum(couponStates)
/** As it is typed or scanned. */
const code = z.string().trim().min(1, '写券码').max(64)

const found = z
  .object({
    batch: named,
    code: z.string(),
    amountFen: z.number().nullable(),
    thresholdFen: z.number().nullable(),
    state,
    validFrom: time,
    validUntil: time,
    /** Whose it is, masked: to be compared with who stands there. */
    holder: z.object({ name: z.string(), phone: z.string().nullable() }),
    redeemed: z.object({ at: time, store: named.nullable() }).nullable(),
    /** zh-CN: why it cannot be redeemed now; null = it can. */
    refusal: z.string().nullable(),
  })
  .meta({ id: 'FoundCoupon' })

export const coupons = {
  figures: endpoint({
    method: 'get',
    path: '/coupons/{id}/figures',
    summary: 'How the coupons of a batch stand, each in one state, and who redeemed how many',
    roles: readers,
    params: idParams,
    answer: z.object({
      states: z.object({
        granted: z.number(),
        returned: z.number(),
        locked: z.number(),
        redeemed: z.number(),
        expired: z.number(),
      }),
      redeemedBy: z.array(
        z.object({ store: named.nullable(), seller: named.nullable(), redeemed: z.number() }),
      ),
    }),
  }),
  people: endpoint({
    method: 'get',
    path: '/coupons/{id}/people',
    summary: 'The coupons behind one of the figures, with who has them',
    roles: seers,
    params: idParams,
    query: z.object({
      ...pageQuery,
      state,
      /** Of redeemed ones: `store` and `seller` as the figures name them, empty = not said. */
      store: z.string().max(64).optional(),
      seller: z.string().max(64).optional(),
    }),
    answer: paged(
      z.object({
        code: z.string(),
        customer: z.object({ id: z.string(), name: z.string(), phone: z.string().nullable() }),
        grantedAt: time,
        validUntil: time,
        redeemedAt: time.nullable(),
        store: named.nullable(),
        seller: named.nullable(),
        /** The order that holds it; null where there is none. */
        order: z.object({ id: z.string(), number: z.string() }).nullable(),
      }),
    ),
  }),
  counters: endpoint({
    method: 'get',
    path: '/coupons-counters',
    summary: 'The 门店 one may redeem coupons at',
    roles: redeemers,
    answer: z.object({ items: z.array(named) }),
  }),
  look: endpoint({
    method: 'post',
    path: '/coupons-look',
    summary: 'What a code is worth, and whether it can be redeemed now',
    roles: redeemers,
    body: z.object({ code }),
    answer: z.object({ items: z.array(found) }),
  }),
  redeem: endpoint({
    method: 'post',
    path: '/coupons-redeem',
    summary: 'Use a coupon up by its code, once however often it is asked under one key',
    roles: redeemers,
    body: z.object({
      /** Of this one press of the button. */
      key: z.uuid(),
      code,
      batch: z.string().min(1).max(200),
      store: z.string().max(64).nullable().default(null),
    }),
    answer: found,
  }),
}
