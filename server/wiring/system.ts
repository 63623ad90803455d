import type { StuckKind } from '../../domain/audit/stuck-kinds.ts'
import { createStuckLook } from '../../domain/audit/stuck-look.ts'
import { createProgress } from '../../domain/broadcasts/progress.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { createDrafts } from '../../domain/definitions/drafts.ts'
import { partsOf } from '../../domain/definitions/keys.ts'
import { createMarketingSwitch } from '../../domain/definitions/marketing-switch.ts'
import type { Publish } from '../../domain/definitions/publish.ts'
import type { Published } from '../../domain/definitions/published.ts'
import type { Sealer } from '../../domain/inbox/inbox.ts'
import { createInboxReading } from '../../domain/inbox/read-back.ts'
import type { Journeys } from '../../domain/journeys/contract.ts'
import { remembered } from '../../domain/remembered.ts'
import type { Reviews } from '../../domain/reviews/reviews.ts'
import type { Connection } from '../../models/connect.ts'
import { createRunFigures } from '../../models/run-figures.ts'
import { createTodayFigures } from '../../models/today-figures.ts'
import { createTouchFigures } from '../../models/touch-figures.ts'
import { createCallbackHandlers } from '../admin-api/callbacks/handlers.ts'
import { createDoctorHandlers } from '../admin-api/doctor/handlers.ts'
import { createHealthHandlers } from '../admin-api/health/handlers.ts'
import { createHomeHandlers, type Today } from '../admin-api/home/handlers.ts'
import { createMarketingHandlers } from '../admin-api/marketing/handlers.ts'
import { createRunningHandlers } from '../admin-api/running/handlers.ts'
import { createStuckHandlers } from '../admin-api/stuck/handlers.ts'
import { askAll } from '../ask-running.ts'
import type { Config } from '../config.ts'
import type { Doctor } from '../doctor/doctor.ts'
import { freeBytesOf } from '../free-bytes.ts'
import type { Live } from '../live/live.ts'
import type { Freshness } from '../metrics.ts'
import { operatorPaths } from '../operator-signature.ts'
import type { MembersWired } from './members.ts'
import type { RunningWired } from './running.ts'
import type { Stores } from './stores.ts'

/** Real time: every open page asks, and the answer is the same for all of them. */
const freshMs = 10_000
const stuckMs = 30_000
const countsMs = 30_000
const patienceMs = 2_000

/** What the pages of 系统 lean on beside members and stores. */
export interface SystemGround {
  journeys: Journeys
  customers: Customers
  stuckKinds: readonly StuckKind[]
  doctor: Doctor
  running: Pick<RunningWired, 'look'>
  published: Published
  publish: Publish
  sealer: Sealer
  connection: Connection
  clock: Clock
}

/** The operations of 系统 and of the page's header. */
export function wireSystem(
  deps: SystemGround & {
    config: Pick<Config, 'linkKey' | 'mongodbUri' | 'dataDir'>
    realClock: Clock
    stores: Stores
    members: Pick<MembersWired, 'auditLog' | 'scopes'>
    live: Pick<Live, 'announce'>
    reviews: Pick<Reviews, 'list' | 'sentBackTo'>
    drafts: Pick<ReturnType<typeof createDrafts>, 'list' | 'read'>
  },
) {
  const { config, stores, published, connection, clock, customers } = deps
  const { announce } = deps.live
  const { auditLog, scopes } = deps.members

  const stuckLook = createStuckLook({
    kinds: deps.stuckKinds,
    journeys: deps.journeys,
    touches: stores.touches,
    tasks: stores.tasks,
    clock,
  })
  const stuck = remembered(stuckMs, stuckLook.find)
  const marketing = createMarketingSwitch({ ...deps, auditLog, announce })
  const runFigures = createRunFigures(connection)
  const touchFigures = createTouchFigures(connection)

  return {
    health: createHealthHandlers({
      freshness: remembered(freshMs, async () => {
        const asked = await askAll<{ freshness: Freshness[] }>(
          { stores, config, patienceMs },
          operatorPaths.freshness,
        )
        return asked.map(({ value }) => value?.freshness ?? null)
      }),
      stuck,
      marketing,
    }),
    marketing: createMarketingHandlers({
      marketing,
      snapshot: published.snapshot,
      counts: {
        peopleInside: remembered(countsMs, runFigures.countInside),
        deferred: remembered(countsMs, touchFigures.countDeferred),
      },
    }),
    stuck: createStuckHandlers({
      look: { find: stuck, forget: stuck.forget, mend: stuckLook.mend },
      customers,
      registry: published.registry,
      scopes,
      auditLog,
      announce,
    }),
    running: createRunningHandlers({
      look: remembered(freshMs, deps.running.look),
      nameOf: (key) => published.registry.journey(partsOf(key).id)?.name ?? key,
      freeBytes: config.mongodbUri === null ? () => freeBytesOf(config.dataDir) : null,
      realClock: deps.realClock,
    }),
    callbacks: createCallbackHandlers({
      inbox: createInboxReading({ store: stores.inbox, sealer: deps.sealer, clock }),
      auditLog,
      announce,
    }),
    doctor: createDoctorHandlers({ doctor: deps.doctor, auditLog }),
    home: createHomeHandlers({
      clock,
      snapshot: published.snapshot,
      today: todayOf(connection),
      figures: createTodayFigures(connection),
      progressOf: createProgress({
        numbersOf: published.numbersOf,
        runFigures,
        touchFigures,
        realClock: deps.realClock,
      }),
      testResults: stores.testResults,
      customers,
      stuck,
      findings: deps.doctor.findings,
      undone: stores.inbox.countUndone,
      drafts: deps.drafts,
      reviews: deps.reviews,
    }),
  }
}

/** Figures of a day, counted once for all who look within half a minute. */
function todayOf(connection: Connection): (since: Date, journeyIds: string[]) => Promise<Today> {
  const runFigures = createRunFigures(connection)
  const todayFigures = createTodayFigures(connection)
  let asked: { since: Date; journeyIds: string[] } = { since: new Date(0), journeyIds: [] }
  const count = remembered(countsMs, async (): Promise<Today> => {
    const { since, journeyIds } = asked
    const [inside, { begun: entered }, sent, notSent, putOff] = await Promise.all([
      runFigures.activeByJourney(),
      runFigures.begunSince(journeyIds, since),
      todayFigures.sentSince(since),
      todayFigures.notSentSince(since),
      todayFigures.putOff(since),
    ])
    return { inside, entered, sent, notSent, putOff }
  })
  return (since, journeyIds) => {
    // A new day, or a new journey, is counted at once.
    if (since.getTime() !== asked.since.getTime() || journeyIds.join() !== asked.journeyIds.join())
      count.forget()
    asked = { since, journeyIds }
    return count()
  }
}
