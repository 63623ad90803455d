import type { StartOptions } from '../../server/start.ts'
import type { Stores } from '../../server/wiring/stores.ts'
import { passing } from '../kill/passing.ts'
import type { Reaper } from '../kill/reaper.ts'

/** The product's own stores with the points of `delivery-points.ts` around what a delivery goes through. */
export function mortalWebhooks(reaper: Pick<Reaper, 'pass'>): NonNullable<StartOptions['adapt']> {
  const around = passing(reaper)

  function deliveries(store: Stores['webhookDeliveries']): Stores['webhookDeliveries'] {
    return {
      ...store,
      add: around('deliveries.add', store.add),
      async claim(...args) {
        const claimed = await store.claim(...args)
        // With nothing in hand there is nothing to lose.
        if (claimed !== null) reaper.pass('deliveries.claim after')
        return claimed
      },
      settle: around('deliveries.settle', store.settle),
      replay: around('deliveries.replay', store.replay),
      replayDead: around('deliveries.replayDead', store.replayDead),
    }
  }

  return {
    stores: (stores) => ({
      ...stores,
      events: {
        ...stores.events,
        insert: around('events.insert', stores.events.insert),
        close: around('events.close', stores.events.close),
      },
      runs: { ...stores.runs, write: around('runs.write', stores.runs.write) },
      webhooks: { ...stores.webhooks, pause: around('webhooks.pause', stores.webhooks.pause) },
      webhookDeliveries: deliveries(stores.webhookDeliveries),
    }),
  }
}
