import { z } from 'zod'
import { marketingRoles } from '../../../domain/members/roles.ts'
import { endpoint } from '../core/endpoint.ts'

/** Whoever sees figures of everybody. */
const readers = ['owner', 'marketer', 'editor', 'analyst'] as const

export const kit = {
  stock: endpoint({
    method: 'get',
    path: '/kit/coupons',
    summary: 'Coupon batches in use: how many there are, were given, are left and were redeemed',
    roles: readers,
    answer: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          /** Null where the shop gives them: it alone knows its stock. */
          quantity: z.number().nullable(),
          given: z.number(),
          left: z.number().nullable(),
          redeemed: z.number(),
          amountFen: z.number(),
          thresholdFen: z.number().nullable(),
          /** 领取后 14 天内 */
          validity: z.string(),
        }),
      ),
    }),
  }),
  year: endpoint({
    method: 'post',
    path: '/kit/calendar-year',
    summary: 'The marked days of a year; with one calendar as it is being edited, where one is handed over',
    roles: marketingRoles,
    body: z.object({
      year: z.int().min(2000).max(2099),
      edited: z
        .object({ id: z.string().max(64), structure: z.record(z.string(), z.unknown()) })
        .nullable()
        .default(null),
    }),
    bodyBytes: 500_000,
    answer: z.object({
      year: z.number(),
      today: z.string(),
      /** False where what is edited cannot be read yet: then it is what is in use. */
      isDraft: z.boolean(),
      /** Years whose holidays should be written down by now, and are not. */
      missing: z.array(z.number()),
      days: z.array(
        z.object({
          day: z.string(),
          festivals: z.array(z.string()),
          silent: z.string().nullable(),
          official: z.enum(['off', 'work']).nullable(),
          /** What it is off for. */
          holiday: z.string().nullable(),
        }),
      ),
    }),
  }),
  month: endpoint({
    method: 'get',
    path: '/kit/calendar/{month}',
    summary: 'A month: festivals, holidays, 静默日, and what begins on which day',
    roles: marketingRoles,
    params: z.object({ month: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, '写成 2026-12') }),
    answer: z.object({
      today: z.string(),
      days: z.array(
        z.object({
          day: z.string(),
          festivals: z.array(z.string()),
          silent: z.string().nullable(),
          official: z.enum(['off', 'work']).nullable(),
          runs: z.array(
            z.object({
              id: z.string(),
              name: z.string(),
              time: z.string(),
              kind: z.enum(['broadcast', 'journey']),
            }),
          ),
        }),
      ),
    }),
  }),
}
