import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Death, Died, mortality } from './testing/death.ts'
import { dyingPurchases } from './testing/dying.ts'
import { type CheckoutWorld, checkoutWorld } from './testing/world.ts'

let world: CheckoutWorld
let purchases: ReturnType<typeof dyingPurchases>
beforeAll(async () => {
  world = await checkoutWorld()
  purchases = dyingPurchases(world)
})
afterAll(() => world.drop())

// Every write, and random lives of many at once: dying.proof.ts.
it('what a process begins and dies over is finished by the sweep', async () => {
  for (const name of purchases.names) {
    const middle = Math.ceil((await purchases.writesOf(name)) / 2)
    await purchases.dies(name, { at: middle, after: true }, 'the sweep')
  }
})

it('an order that cannot have all, dead before or after any write, leaves nothing behind', async () => {
  const begin = async (death: Death | null) => {
    const one = await purchases.aCase()
    const { hold } = world.stores.skus
    const mortal = mortality(death)
    const shop = world.aProcess({}, (part, name) => {
      // Sold out between the price and the hold.
      const scarce = async (skuId: string, wish: Parameters<typeof hold>[1]) =>
        skuId === one.skus[1] ? 'short' : hold(skuId, wish)
      return mortal.around(name === 'skus' ? { ...part, hold: scarce } : part, name)
    })
    const answer = await shop.create(one.buyer, one.request).catch((error: Error) => error)
    return { one, answer, writes: mortal.writes() }
  }
  const { answer, writes } = await begin(null)
  expect(answer).toMatchObject({ code: 'product.short' })
  // Before the last but one nobody has decided against it: the sweep places it, for by then there is enough again.
  const decidedAt = 4
  for (let at = decidedAt; at <= writes; at += 1) {
    for (const after of [false, true]) {
      const { one, answer } = await begin({ at, after })
      expect(answer).toBeInstanceOf(Died)
      world.clock.advance(61_000)
      await world.aProcess().sweep()
      const isPlaced = at === decidedAt && !after
      expect(await purchases.standOf(one), JSON.stringify({ at, after })).toMatchObject({
        steps: isPlaced ? [['open', false]] : [],
        stocks: isPlaced
          ? [{ held: 2 }, { held: 2 }]
          : [
              { free: 3, held: 0 },
              { free: 3, held: 0 },
            ],
        coupon: isPlaced ? 'locked' : 'granted',
      })
    }
  }
})
