import type { ContactSync } from '../../domain/contact-sync/contract.ts'
import type { SyncReport } from '../../models/contact-sync.ts'
import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'
import { watchful } from './watchful.ts'

export interface SyncWorld extends RunningKelu {
  sync: ContactSync
  /** Asks for a round and walks it to its end, WeCom's waits included. */
  round(): Promise<SyncReport>
  /** Has everybody's tags compared with those of their pairs. */
  compareTags(): Promise<void>
  customers(): Promise<Customer[]>
  events(filter?: object): Promise<KeluEvent[]>
  runs(): Promise<object[]>
}

/** The whole product before a corp; nothing happens in it but what a test asks for. */
export async function syncWorld(input: Parameters<typeof runningKelu>[0] = {}): Promise<SyncWorld> {
  const world = await runningKelu({
    staff: [],
    journeys: [],
    definitions: watchful,
    ...input,
  })
  const sync = world.kelu.contactSync
  if (sync === null) throw new Error('there is no WeCom')
  const { reconciliation } = world.kelu.tagSync
  const control = { shouldStop: () => false, touch: async () => undefined }
  const all = (name: string, filter: object = {}) =>
    world.kelu.connection.collection(name).find(filter).toArray() as unknown

  return {
    ...world,
    sync,
    async round() {
      // No two rounds begin at one moment.
      world.clock.advance(1_000)
      await sync.ask()
      for (;;) {
        await sync.advance(control)
        const [state] = (await all('contactSyncs')) as {
          running?: { waitUntil?: Date }
          reports: SyncReport[]
        }[]
        if (state?.running === undefined) return state?.reports[0] as SyncReport
        if (state.running.waitUntil) world.clock.set(new Date(state.running.waitUntil.getTime() + 1))
      }
    },
    async compareTags() {
      await reconciliation.ask()
      for (let isThrough = false; !isThrough; ) isThrough = (await reconciliation.advance(control)).isThrough
    },
    customers: async () => (await all('customers', { mergedInto: null })) as Customer[],
    events: async (filter) => (await all('events', filter)) as KeluEvent[],
    runs: async () => (await all('runs')) as object[],
  }
}
