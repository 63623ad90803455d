import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  categoryRule,
  daysBefore,
  did,
  discountRule,
  inForce,
  ordered,
  promotionRule,
  refreshedAt,
  topicRule,
} from '../testing/preference-evidence.ts'
import { preferencesOf } from './preferences-of.ts'

// Whatever order somebody's deeds are handed over in, and however often: they prefer the same for the same reasons.

const category = fc.constantFrom('护肤', '彩妆', '其他', undefined)
const at = fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 23 })).map(([days, hour]) => daysBefore(days, hour))
const deed = fc
  .record({
    name: fc.constantFrom('page.viewed', 'product.viewed', 'cart.added', 'message.clicked'),
    productId: fc.constantFrom('p1', 'p2', 'p3'),
    category,
    topic: fc.constantFrom('教程', '成分', undefined),
    promotion: fc.boolean(),
    at,
  })
  .map(({ name, at, ...props }) => did(name, props, at))
const order = fc
  .record({ at, discountFen: fc.constantFrom(0, 500, 5_000), category })
  .map(({ at, discountFen, category }) =>
    ordered(`o${at.getTime()}`, { at, discountFen, items: [{ productId: 'p1', category }] }),
  )
const rules = inForce(
  { ...discountRule, minCount: 1 },
  { ...promotionRule, minCount: 1, minShare: 0.2 },
  { ...categoryRule, minScore: 0.5, minShare: 0.1 },
  { ...topicRule, minCount: 1, minDays: 1, minShare: 0.1 },
)

it('the order and the repetition of what is told change nothing', () => {
  let found = 0
  fc.assert(
    fc.property(
      fc.array(deed, { maxLength: 20 }),
      fc.uniqueArray(order, { maxLength: 6, selector: ({ order }) => order.id }),
      fc.infiniteStream(fc.nat()),
      (deeds, orders, chance) => {
        const told = {
          events: [...deeds, ...orders.map(({ event }) => event)],
          orders: orders.map(({ order }) => order),
        }
        const shuffled = <T>(all: readonly T[]): T[] =>
          all
            .map((each) => ({ each, place: chance.next().value as number }))
            .sort((a, b) => a.place - b.place)
            .map(({ each }) => each)
        const once = preferencesOf(rules, told, refreshedAt)
        found += once.length
        const again = { events: shuffled([...told.events, ...told.events]), orders: shuffled(told.orders) }
        expect(preferencesOf(rules, again, refreshedAt)).toEqual(once)
      },
    ),
    { numRuns: 300 },
  )
  expect(found).toBeGreaterThan(100)
})
