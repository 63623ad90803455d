import { createActivity } from '../../domain/activity.ts'
import { createPublished } from '../../domain/definitions/published.ts'
import { silentLog } from '../../domain/log.ts'
import type { Sender, SmsMessage } from '../../domain/outreach/ports.ts'
import type { Connection } from '../../models/connect.ts'
import { loadConfig } from '../../server/config.ts'
import { createLive } from '../../server/live/live.ts'
import type { Platforms } from '../../server/wiring/platforms.ts'
import { wireStores } from '../../server/wiring/stores.ts'
import { wire } from '../../server/wiring.ts'
import type { MovableClock } from '../testing/clock.ts'
import { noPlatforms } from '../testing/no-platforms.ts'
import { mortal } from './mortal.ts'

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')
const config = loadConfig({
  PUBLIC_URL: 'http://k.example',
  DATA_KEYS: `k1:${key(1)}`,
  BLIND_INDEX_KEY: key(2),
  LINK_KEY: key(3),
})

export type SmallKelu = Awaited<ReturnType<typeof aSmallKelu>>

/** One process of the product as `wire` puts it together, whose work is done when it is asked for; it can die at any write. */
export async function aSmallKelu(given: {
  connection: Connection
  clock: MovableClock
  sms: Sender<SmsMessage>
  workerId: string
  die(at: string): void
}) {
  const { connection, clock, workerId } = given
  const life = mortal(given.die)
  const stores = life.around(wireStores(connection), 'stores')
  const published = createPublished({ store: stores.definitions, log: silentLog })
  await published.refresh()
  const platforms: Platforms = life.around(
    { ...noPlatforms, senders: { ...noPlatforms.senders, sms: given.sms } },
    'platforms',
  )
  const wired = wire({
    live: createLive({ relay: null }),
    config,
    connection,
    storeUri: '',
    stores,
    platforms,
    published,
    activity: createActivity(() => undefined),
    clock,
    log: silentLog,
    workerId,
    storeTakesWrites: async () => undefined,
    options: { limits: { spreadMs: 0 }, journeys: { batchSize: 20 } },
  })
  const { journeys, customers, outreach, publish } = wired

  async function advanceDue(): Promise<void> {
    for (let turn = 0; turn < 100; turn += 1) {
      const due = await journeys.dueSteps(clock.now())
      if (due.length === 0) return
      for (const { versionId, stepId, shard } of due) await journeys.advanceDue({ versionId, stepId, shard })
    }
    throw new Error('work does not come to an end')
  }

  return {
    publish,
    customers,
    journeys,
    outreach,
    coupons: wired.coupons,
    imports: wired.imports,
    published,
    stores,
    doom: life.doom,
    isDead: life.isDead,
    /** What the sweeps and the jobs would do now. */
    async work(): Promise<void> {
      await published.refresh()
      await journeys.steerRuns()
      await journeys.moveRuns()
      await journeys.enterPresent()
      await customers.sweep()
      await outreach.sweep()
      await journeys.audit()
      await advanceDue()
    },
  }
}
