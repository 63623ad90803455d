import { runKelu } from '../../sandbox/demo/run-kelu.ts'
import { reaperFromEnvironment } from '../kill/reaper-from-environment.ts'
import { mortalShop } from './mortal-shop.ts'

/** A Kelu in which nobody does what follows from an order's end once who decided it is dead: the proof must notice. */
const adapt = mortalShop(reaperFromEnvironment())

await runKelu({
  adapt: {
    ...adapt,
    stores(stores) {
      const mortal = adapt.stores(stores)
      const ownDue: typeof mortal.orders.ownDue = async (steps, until, limit) =>
        steps.includes('open') ? mortal.orders.ownDue(steps, until, limit) : []
      return { ...mortal, orders: { ...mortal.orders, ownDue } }
    },
  },
})
