import { expect, it } from 'vitest'
import { buyerRulesOf, defaultBuyerRules, rfmSchema, tiersSchema } from './buyer-rules.ts'

it('what is left out goes by our own bounds', () => {
  expect({ tiers: tiersSchema.parse({}), rfm: rfmSchema.parse({}) }).toEqual(defaultBuyerRules)
  expect(rfmSchema.parse({ frequency: [12, 8, 4, 2] })).toEqual({
    ...defaultBuyerRules.rfm,
    frequency: [12, 8, 4, 2],
  })
})

it.each([
  ['recencyDays', [30, 60, 60, 180], '从小到大'],
  ['recencyDays', [180, 90, 60, 30], '从小到大'],
  ['recencyDays', [30, 60, 90], '从小到大'],
  ['frequency', [2, 3, 4, 6], '从大到小'],
  ['frequency', [6, 4, 3, 0], '从大到小'],
  ['monetaryFen', [500_000.5, 200_000, 50_000, 20_000], '从大到小'],
  ['monetaryFen', '500000', '从大到小'],
])('%s: %j are no bounds of scores', (name, bounds, order) => {
  const { success, error } = rfmSchema.safeParse({ [name]: bounds })
  expect(success).toBe(false)
  expect(error?.issues[0]?.path[0]).toBe(name)
  expect(error?.issues[0]?.message).toContain(order)
})

it.each([{ highAboveFen: 0 }, { highAboveFen: 1.5 }, { potentialUpTo: 0 }, { potentialUpto: 3 }])(
  '%j is no bound of a tier',
  (tiers) => {
    expect(tiersSchema.safeParse(tiers).success).toBe(false)
  },
)

it('settings an earlier release kept know nothing of them', () => {
  expect(buyerRulesOf({ settings: [{}] })).toEqual(defaultBuyerRules)
  expect(buyerRulesOf({ settings: [] })).toEqual(defaultBuyerRules)
})
