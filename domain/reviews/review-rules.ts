import { saysTheSame } from '../definitions/publish.ts'
import type { Intended } from '../definitions/review.ts'
import { rulesInForce } from '../definitions/rules-in-force.ts'
import type { Snapshot } from '../definitions/snapshot.ts'
import type { CouponBatchDefinition } from '../language/coupon-batch.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import { defaultRules } from '../language/settings.ts'
import { batchesIn } from '../language/steps/coupon.ts'
import { type Reached, reachedBy } from './reached.ts'
import { wideningIn } from './widening.ts'

/** Why a second person must agree, and how many people it is about where that can be counted. */
export interface ReviewGround {
  why: string[]
  people: number | null
}

/** Looks at what somebody is about to put into use, or to give to more people, by the rules of the company. */
export function createReviewRules(deps: {
  snapshot: () => Snapshot
  /** Who meets the entry now, of those on its side; null = only an occasion leads in. */
  reach: (who: Reached) => Promise<number | null>
}) {
  return async function groundOf({ change }: Pick<Intended, 'change'>): Promise<ReviewGround> {
    const snapshot = deps.snapshot()
    const { review } = rulesInForce(snapshot).rules
    const why: string[] = []
    let people: number | null = null
    if (review === undefined) return { why, people }

    const changed = (change.publish ?? [])
      .map(({ definition }) => definition)
      .filter((one) => !saysTheSame(one, snapshot))
    const batches = new Map(snapshot.registry.couponBatches.map((batch) => [batch.id, batch]))
    for (const one of changed) if (one.kind === 'batch') batches.set(one.definition.id, one.definition)

    for (const one of changed) {
      if (one.kind === 'settings' && review.settings) {
        const wider = wideningIn(rulesInForce(snapshot).rules, { ...defaultRules, ...one.definition })
        if (wider.length > 0) why.push(`放宽了触达（${wider.join('、')}）`)
      }
      if (one.kind === 'batch' && isAbove(one.definition, review.couponFen))
        why.push(couponSays(one.definition))
    }
    for (const reached of reachedBy(change, snapshot).values()) {
      const { definition } = reached
      const costly = couponsOf(definition, batches).filter((batch) => isAbove(batch, review.couponFen))
      why.push(...costly.map(couponSays))
      const reach = review.people === undefined ? null : await deps.reach(reached)
      if (reach !== null) people = (people ?? 0) + reach
      if (reach !== null && review.people !== undefined && reach > review.people) {
        why.push(`「${definition.name}」一次触达 ${reach} 人，超过 ${review.people} 人`)
      }
    }
    return { why: [...new Set(why)], people }
  }
}

export type ReviewRules = ReturnType<typeof createReviewRules>

const isAbove = ({ amountFen }: CouponBatchDefinition, couponFen: number | undefined): boolean =>
  couponFen !== undefined && amountFen > couponFen

const couponSays = ({ name, amountFen }: CouponBatchDefinition): string =>
  `券「${name}」面额 ¥${amountFen / 100}`

function couponsOf(
  { steps }: JourneyDefinition,
  batches: ReadonlyMap<string, CouponBatchDefinition>,
): CouponBatchDefinition[] {
  return Object.values(steps).flatMap((step) =>
    step.kind === 'coupon' ? batchesIn(step).flatMap(({ batch }) => batches.get(batch) ?? []) : [],
  )
}
