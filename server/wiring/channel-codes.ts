import type { Activity } from '../../domain/activity.ts'
import { createArrivals } from '../../domain/channel-codes/arrivals.ts'
import { createCodeKeeper } from '../../domain/channel-codes/keep-codes.ts'
import { createCodeLooks } from '../../domain/channel-codes/look-at-codes.ts'
import { createRetiredCodes } from '../../domain/channel-codes/retired-codes.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { Published } from '../../domain/definitions/published.ts'
import type { Log } from '../../domain/log.ts'
import type { StaffDirectory } from '../../domain/sales/staff-directory.ts'
import type { Sweeper } from '../../jobs/sweep.ts'
import type { Config } from '../config.ts'
import { besides } from './besides.ts'
import type { Platforms } from './platforms.ts'
import type { Stores } from './stores.ts'

/** Real time between two looks at whom codes should lead to. */
const lookEveryMs = 2_000

/** Codes 渠道活码 that Kelu makes in WeCom, and who came by which. Without WeCom nothing is made and nobody comes. */
export function wireChannelCodes(deps: {
  config: Pick<Config, 'wecom'>
  stores: Stores
  platforms: Pick<Platforms, 'contactWays'>
  published: Published
  customers: Pick<Customers, 'listen'>
  directory: StaffDirectory
  activity: Pick<Activity, 'background'>
  workerId: string
  clock: Clock
  log: Log
}) {
  const { config, stores, platforms, published, customers, directory, workerId, clock, log } = deps
  const { background } = deps.activity
  if (!config.wecom || !platforms.contactWays) return { admin: null, sweepers: [] as Sweeper[] }
  const corp = config.wecom.corpId
  const retired = createRetiredCodes({ published, versions: stores.definitions })
  const keeper = createCodeKeeper({
    corp,
    platform: platforms.contactWays,
    ways: stores.contactWays,
    arrivals: stores.codeArrivals,
    directory,
    codes: () => published.snapshot().registry.channelCodes,
    retired,
    holder: workerId,
    clock,
    realClock: { now: () => new Date() },
    log,
  })
  const used = (state: string) => background('channel codes', () => keeper.used(state))
  const arrivals = createArrivals({ corp, store: stores.codeArrivals, used })
  customers.listen(arrivals.hear, arrivals.wants)
  const look = besides('channel codes', keeper.sweep, background)
  let lookedAt = Number.NEGATIVE_INFINITY
  const sweepers: Sweeper[] = [
    {
      name: 'channel codes',
      async sweep() {
        if (performance.now() - lookedAt < lookEveryMs) return 0
        lookedAt = performance.now()
        return look()
      },
    },
  ]
  const looks = createCodeLooks({
    corp,
    keeper,
    retired,
    arrivals: stores.codeArrivals,
    rosters: stores.rosters,
    directory,
    clock,
  })
  return { admin: { keeper, looks }, sweepers }
}
