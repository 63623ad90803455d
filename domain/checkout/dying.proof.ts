import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { proofSize } from '../../test/testing/proof-size.ts'
import { dyingPurchases } from './testing/dying.ts'
import { aLife, deeds } from './testing/life.ts'
import { type CheckoutWorld, checkoutWorld } from './testing/world.ts'

let world: CheckoutWorld
beforeAll(async () => {
  world = await checkoutWorld()
})
afterAll(() => world.drop())

it('whatever a process dies before or after, the next one or the sweep finishes', {
  timeout: 600_000,
}, async () => {
  const purchases = dyingPurchases(world)
  for (const name of purchases.names) {
    const writes = await purchases.writesOf(name)
    expect(writes).toBeGreaterThan(2)
    for (let at = 1; at <= writes; at += 1) {
      for (const after of [false, true]) {
        await purchases.dies(name, { at, after }, 'asking again')
        await purchases.dies(name, { at, after }, 'the sweep')
      }
    }
  }
})

it('random lives of buyers and processes that die keep stock and coupons', async () => {
  await fc.assert(
    fc.asyncProperty(deeds, async (all) => {
      const life = await aLife(world)
      for (const together of all) {
        await life.live(together)
        await life.check()
      }
      await life.comeToRest()
    }),
    { numRuns: proofSize({ short: 12, long: 60 }), endOnFailure: true },
  )
})
