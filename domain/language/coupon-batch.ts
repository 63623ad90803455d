import { z } from 'zod'
import { type Duration, durationSchema } from './duration.ts'
import { hint } from './hint.ts'
import { zonedTimeSchema } from './moment.ts'
import { idSchema, titleSchema } from './names.ts'

/** A stock of coupon codes of one kind. Money in fen. */
export interface CouponBatchDefinition {
  id: string
  name: string
  /** fixed = amount off any order; threshold = amount off from `thresholdFen` on. */
  kind: 'fixed' | 'threshold'
  amountFen: number
  thresholdFen?: number
  /** From the moment it is granted, or between two fixed times (ISO with zone). */
  validity: { kind: 'after'; ms: Duration } | { kind: 'between'; from: string; until: string }
  /** `shop`: the shop there is already gives them, of its own batch of that id. */
  codes:
    | { kind: 'generated'; prefix: string }
    | { kind: 'listed'; codes: string[] }
    | { kind: 'shop'; batch: string }
  /** How many there are altogether; of the shop's own, whose stock the shop alone knows, infinite. */
  quantity: number
  /** How many of them one person is given at most; absent = as many as there are causes. */
  perCustomer?: number
  /** A coupon comes back, for three days at least, when the order it was redeemed with is given back in full. */
  comesBack?: true
}

const fen = z.number().int().min(1).max(100_000_000)

const validity = z.union(
  [
    durationSchema.transform((ms): CouponBatchDefinition['validity'] => ({ kind: 'after', ms })),
    z
      .strictObject({ from: zonedTimeSchema, until: zonedTimeSchema })
      .refine(({ from, until }) => Date.parse(from) < Date.parse(until), {
        error: hint('from 早于 until', '修改起止时间'),
        path: ['until'],
      })
      .transform((range): CouponBatchDefinition['validity'] => ({ kind: 'between', ...range })),
  ],
  { error: hint('有效期：14 days，或 { from, until }', '写领取后多久有效，或写起止时间') },
)

const code = z.string().regex(/^[0-9A-Z-]{4,32}$/, {
  error: hint('4–32 位大写字母、数字或连字符的券码', '改成 WK50-0001 这样的券码'),
})

const codes = z.union(
  [
    z
      .strictObject({ prefix: z.string().regex(/^[0-9A-Z]{1,8}$/) })
      .transform(({ prefix }): CouponBatchDefinition['codes'] => ({ kind: 'generated', prefix })),
    z
      .strictObject({ list: z.array(code).min(1) })
      .refine(({ list }) => new Set(list).size === list.length, {
        error: hint('互不相同的券码', '删去重复的券码'),
        path: ['list'],
      })
      .transform(({ list }): CouponBatchDefinition['codes'] => ({ kind: 'listed', codes: list })),
    z
      .strictObject({ shop: z.string().regex(/^[\w.:-]{1,64}$/) })
      .transform(({ shop }): CouponBatchDefinition['codes'] => ({ kind: 'shop', batch: shop })),
  ],
  {
    error: hint(
      '券码：{ prefix: WK } 自动生成，{ list: [...] } 清单，或 { shop: 商城的批次号 } 由商城发',
      '写前缀、券码清单或商城的批次号',
    ),
  },
)

export const couponBatchSchema = z
  .strictObject({
    batch: idSchema,
    name: titleSchema,
    kind: z.enum(['fixed', 'threshold']),
    amountFen: fen,
    thresholdFen: fen.optional(),
    validity,
    codes,
    quantity: z.number().int().min(1).max(10_000_000).optional(),
    perCustomer: z.number().int().min(1).max(100).optional(),
    comesBack: z.literal(true).optional(),
  })
  .refine((batch) => (batch.kind === 'threshold') === (batch.thresholdFen !== undefined), {
    error: hint('threshold 券写明 thresholdFen，fixed 券不写', '补上或去掉 thresholdFen'),
    path: ['thresholdFen'],
  })
  .refine((batch) => batch.thresholdFen === undefined || batch.thresholdFen >= batch.amountFen, {
    error: hint('门槛不低于面额', '提高 thresholdFen（单位：分）'),
    path: ['thresholdFen'],
  })
  .refine((batch) => (batch.codes.kind === 'generated') === (batch.quantity !== undefined), {
    error: hint('自动生成的券写明 quantity，清单券按清单数量，商城的券由商城管', '补上或去掉 quantity'),
    path: ['quantity'],
  })
  .transform(
    ({ batch, codes, quantity, ...terms }): CouponBatchDefinition => ({
      id: batch,
      ...terms,
      codes,
      quantity: codes.kind === 'listed' ? codes.codes.length : (quantity ?? Number.POSITIVE_INFINITY),
    }),
  )
