import { randomUUID } from 'node:crypto'
import { runKelu } from '../../sandbox/demo/run-kelu.ts'
import type { StartOptions } from '../../server/start.ts'
import type { Stores } from '../../server/wiring/stores.ts'
import { reaperFromEnvironment } from '../kill/reaper-from-environment.ts'
import { mortalWebhooks } from './mortal-webhooks.ts'

type Deliveries = Stores['webhookDeliveries']

/** What a Kelu does wrong that the proof must notice, by its name. */
const faults: Record<string, (store: Deliveries) => Partial<Deliveries>> = {
  /** Holds a delivery for done before the receiver was asked. */
  'noted before it is asked': (store) => ({
    async claim(webhookId, lease, now, until) {
      const claimed = await store.claim(webhookId, lease, now, until)
      const done = { state: 'delivered', dueAt: now, firstTriedAt: now } as const
      if (claimed) await store.settle(claimed, { at: now, status: 204 }, done)
      return claimed
    },
  }),
  /** Gives what is told again an id of its own. */
  'another id each time': (store) => ({
    add: (delivery) => store.add({ ...delivery, _id: `msg_${randomUUID()}` }),
  }),
}

const fault = faults[process.env.WEBHOOK_FAULT ?? '']
if (fault === undefined) throw new Error('this start-up file is for the proof of webhooks only')
const { stores: mortal } = mortalWebhooks(reaperFromEnvironment())
const adapt: StartOptions['adapt'] = {
  stores(stores) {
    const { webhookDeliveries: store } = stores
    const doctored = { ...stores, webhookDeliveries: { ...store, ...fault(store) } }
    return mortal?.(doctored) ?? doctored
  },
}
await runKelu({ adapt })
