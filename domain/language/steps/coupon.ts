import { z } from 'zod'
import { idSchema, titleSchema } from '../names.ts'
import { leadsOn, type Named, named, type StepKind } from './step-kind.ts'

/** Grants one code of the batch; later messages of the run read it as `coupon.code` and so on. */
export interface CouponStep extends Named {
  kind: 'coupon'
  batch: string
  next: string
}

export const couponStep: StepKind<CouponStep> = {
  schema: z
    .strictObject({
      name: titleSchema.optional(),
      coupon: z.strictObject({ batch: idSchema }),
      next: idSchema,
    })
    .transform(({ name, coupon, next }) => ({
      ...named(name),
      kind: 'coupon' as const,
      batch: coupon.batch,
      next,
    })),
  ways: leadsOn,
}
