import type { Clock } from '../../domain/clock.ts'
import type { Published } from '../../domain/definitions/published.ts'
import { rulesInForce } from '../../domain/definitions/rules-in-force.ts'
import type { Log } from '../../domain/log.ts'
import type { StaffDirectory } from '../../domain/sales/staff-directory.ts'
import type { Connection } from '../../models/connect.ts'
import type { Member } from '../../models/members.ts'
import { createStoreHealth } from '../../models/store-health.ts'
import { createTouchFigures } from '../../models/touch-figures.ts'
import type { Config } from '../config.ts'
import { createDoctor, readyChecks } from '../doctor/doctor.ts'
import { platformChecks } from '../doctor/platform-checks.ts'
import { platformNeedsOf } from '../doctor/platform-doctor.ts'
import { storeChecks } from '../doctor/store-checks.ts'
import { storeNeedsOf } from '../doctor/store-needs.ts'
import { createTellFindings } from '../doctor/tell-findings.ts'
import type { Live } from '../live/live.ts'
import type { Platforms } from './platforms.ts'
import type { RunningWired } from './running.ts'
import type { Stores } from './stores.ts'

/** Whether the store, the settings and each platform are as they have to be. */
export function wireDoctor(deps: {
  config: Config
  connection: Connection
  stores: Stores
  platforms: Pick<Platforms, 'probes' | 'messenger' | 'senders'>
  published: Published
  directory: Pick<StaffDirectory, 'all'>
  running: Pick<RunningWired, 'people'>
  live: Pick<Live, 'announce'>
  clock: Clock
  /** Of the machine. */
  realClock: Clock
  log: Log
}) {
  const { config, connection, stores, platforms, published, directory, live, clock, realClock, log } = deps
  const platformNeeds = platformNeedsOf({
    config,
    probes: platforms.probes,
    clock,
    registry: published.registry,
    brands: () => rulesInForce(published.snapshot()).rules.brands,
    touchFigures: createTouchFigures(connection),
    salespeople: async () => (await directory.all()).map(({ _id }) => _id),
  })
  const storeHealth = createStoreHealth(connection)
  const storeNeeds = () =>
    storeNeedsOf({
      ...{ ...stores, config, storeHealth, clock, people: deps.running.people },
      definitions: published.snapshot().definitions,
    })
  const doctor = createDoctor({
    checks: [...readyChecks(storeChecks, storeNeeds), ...readyChecks(platformChecks, () => platformNeeds)],
    store: stores.doctorFindings,
    realClock,
    announce: live.announce,
    tell: createTellFindings({
      ...{ store: stores.doctorFindings, messenger: platforms.messenger, email: platforms.senders.email },
      receivers: () => operators(stores.members.all),
      ...{ address: config.operatorEmail, publicUrl: config.publicUrl, realClock, log },
    }),
    log,
  })
  return { doctor, platformNeeds }
}

/** Whose business the machine is: operators who have a WeCom userid, else owners. */
async function operators(
  members: () => Promise<readonly Member[]>,
): Promise<{ userid: string; name: string }[]> {
  const reachable = (await members()).flatMap(({ state, role, name, userid }) =>
    state === 'active' && userid ? [{ role, name, userid }] : [],
  )
  const found = reachable.filter(({ role }) => role === 'operator')
  return found.length > 0 ? found : reachable.filter(({ role }) => role === 'owner')
}
