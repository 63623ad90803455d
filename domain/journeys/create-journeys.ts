import { nanoid } from 'nanoid'
import type { DefinitionStore } from '../../models/definitions.ts'
import type { EntryStore } from '../../models/entries.ts'
import type { JourneyStore } from '../../models/journeys.ts'
import type { MappingStore } from '../../models/mappings.ts'
import type { Run } from '../../models/run.ts'
import type { RunStore } from '../../models/runs.ts'
import type { SteeredRunStore } from '../../models/steered-runs.ts'
import { createLiveSegments } from '../audience/live-segments.ts'
import type { EventHistory, Memberships, WorldwideAudience } from '../audience/ports.ts'
import { createTimeRules } from '../audience/time-rules.ts'
import type { Calendar } from '../calendar/calendar.ts'
import type { Clock } from '../clock.ts'
import type { Coupons } from '../coupons/contract.ts'
import type { Customers } from '../customers/contract.ts'
import { keyOf } from '../definitions/keys.ts'
import { DomainError } from '../errors.ts'
import type { Observe } from '../freshness.ts'
import { declaredTrait } from '../language/traits.ts'
import type { Log } from '../log.ts'
import type { Outreach, Withdrawal } from '../outreach/contract.ts'
import type { Sales } from '../sales/contract.ts'
import { createAnnounceRuns } from './announce-runs.ts'
import { createAudit } from './audit.ts'
import { createCatalog } from './catalog.ts'
import type { Journeys } from './contract.ts'
import { findDueSteps } from './due-steps.ts'
import { createEndRun } from './end-run.ts'
import type { Occasions } from './enter.ts'
import { findHeld, heldPlaces } from './find-held.ts'
import { createStuckRuns } from './find-stuck.ts'
import { createCountGoal } from './goals.ts'
import { createHolds } from './holds.ts'
import { createMoveRuns, moved } from './move-runs.ts'
import { createOnEvent, freshMs } from './on-event.ts'
import type { Webhooks } from './ports.ts'
import { createPresentEntries } from './present-entries.ts'
import type { PublishedJourneys } from './published-journeys.ts'
import { createRefundedGoals } from './refunded-goals.ts'
import { createAdvance } from './runner/advance.ts'
import { effectKey } from './runner/execution.ts'
import { createStartRun } from './start-run.ts'
import { createSteerRuns } from './steer-runs.ts'
import { createTimedEntries } from './timed-entries.ts'
import { usersAmongRuns } from './users-among-runs.ts'

export interface JourneyStores {
  runs: RunStore
  steeredRuns: SteeredRunStore
  mappings: MappingStore
  definitions: Pick<DefinitionStore, 'moving'>
  entries: EntryStore
  journeys: JourneyStore
  events: EventHistory & Occasions
  customers: Memberships
}

export interface JourneyOptions {
  /** How long a worker may hold a batch without a sign of life, business ms. */
  leaseMs: number
  /** Most runs taken at a time. */
  batchSize: number
  /** Sends in flight at a time, per batch. */
  sendsAtOnce: number
  /** An entry event older than this starts nothing. */
  freshMs: number
}

const usual: JourneyOptions = {
  leaseMs: 60_000,
  batchSize: 200,
  sendsAtOnce: 8,
  freshMs,
}

export interface JourneyParts {
  stores: JourneyStores
  customers: Customers
  outreach: Outreach
  coupons: Pick<Coupons, 'grant'>
  sales: Pick<Sales, 'openTask'>
  published: PublishedJourneys
  /** Publishes that everybody on this paused journey may go on. */
  resumed(key: string): Promise<unknown>
  /** Publishes that everybody goes by the changed rule of this segment. */
  settled(key: string): Promise<unknown>
  /** Whether every living process acts on this publication or a later one. */
  allActOn(publication: number): Promise<boolean>
  audience: WorldwideAudience
  /** As published now. */
  calendarAt(): Calendar
  /** Absent = journeys with a webhook step are refused. */
  webhooks?: Webhooks
  /** The name customers see of a salesperson, for messages that say it. */
  staffName?: (userid: string) => Promise<string | undefined>
  clock: Clock
  log: Log
  /** Of a batch of due steps the one that waited longest is told. */
  observe?: Observe
  /** Distinct per process; it stands in leases. */
  workerId: string
  options?: Partial<JourneyOptions>
}

export function createJourneys(parts: JourneyParts): Journeys {
  const { stores, customers, outreach, published, audience, clock, workerId } = parts
  const { registry } = published
  const { runs, steeredRuns, entries } = stores
  const history = stores.events
  const options = { ...usual, ...parts.options }
  const shared = {
    ...parts,
    ...options,
    registry,
    runs,
    steeredRuns,
    entries,
    history,
    occasions: history,
  }

  const holds = createHolds({ registry, headOf: (kind, id) => published.snapshot().headOf(kind, id) })
  const catalog = createCatalog({ published, runs, holds, clock })
  const announce = createAnnounceRuns({ customers, runs })
  const countGoal = createCountGoal({ runs, announce, clock })
  const refundedGoals = createRefundedGoals({ runs, catalog, customers, clock })
  const endRun = createEndRun({ runs, announce, clock, workerId, abandon })
  const advance = createAdvance({ ...shared, holds, announce, countGoal, definition: catalog.definition })
  const startRun = createStartRun({ ...shared, advance })
  const former = () => published.snapshot().formerSegments
  const segments = createLiveSegments({
    customers,
    memberships: stores.customers,
    history,
    registry,
    former,
    clock,
  })
  const timeRules = createTimeRules({
    audience,
    customers,
    segments,
    registry,
    former,
    allActOn: parts.allActOn,
    settled: (id) => parts.settled(keyOf('segment', id)),
  })
  const enterPresent = createPresentEntries({
    published,
    store: stores.journeys,
    catalog,
    customers,
    audience,
    startRun,
  })
  const timedEntries = createTimedEntries({
    store: stores.journeys,
    catalog,
    customers,
    audience,
    startRun,
    calendarAt: parts.calendarAt,
    isPersonal: (trait) => declaredTrait(registry.traits, trait)?.personal === true,
    clock,
  })

  /** A message that was put off gets its final decision now that its run has ended. */
  async function abandon(run: Run): Promise<void> {
    const step = (await catalog.definition(run.versionId))?.steps[run.stepId]
    if (step?.kind !== 'send') return
    // Nobody held at a message that is not there has begun it, mostly: then there is no silence to explain.
    if (!registry.has('message', step.message) && !(await outreach.findTouch(effectKey(run)))) return
    await outreach.deliver({
      touchId: effectKey(run),
      customerId: run.customerId,
      messageId: step.message,
      runId: run._id,
      journeyId: run.journeyId,
      stepId: run.stepId,
      holdout: run.holdout,
      stillWanted: async () => false,
    })
  }

  /** A message nobody could have begun needs no end. */
  async function withdraw(run: Run, message: string): Promise<Withdrawal> {
    const touchId = effectKey(run)
    if (!registry.has('message', message) && !(await outreach.findTouch(touchId))) return 'withdrawn'
    const { customerId, _id: runId, journeyId, stepId, holdout } = run
    return outreach.withdraw(
      { touchId, customerId, messageId: message, runId, journeyId, stepId, holdout },
      moved,
    )
  }

  return {
    ...createOnEvent({
      ...shared,
      catalog,
      holds,
      segments,
      endRun,
      countGoal,
      refundedGoals,
      startRun,
      advance,
    }),

    usersOf: (keys) => usersAmongRuns(keys, { catalog, runs, now: clock.now() }),
    held: () => findHeld({ runs, catalog, holds }),

    async enter(journeyId, customerId, cause) {
      const versions = (await catalog.current()).enterable.filter(
        ({ definition }) => definition.id === journeyId,
      )
      if (versions.length === 0) throw new DomainError('journey.not_found', { journeyId })
      const customer = await customers.find(customerId)
      if (customer === null) throw new DomainError('customer.not_found', { customerId })
      for (const enterable of versions) {
        const runId = await startRun.now({ enterable, customer, cause })
        if (runId !== null) return runId
      }
      const open = await runs.activeOf([customer._id, ...customer.mergedFrom])
      return open.find((run) => run.journeyId === journeyId && run.cause === cause)?._id ?? null
    },

    async leave(journeyId, customerId) {
      const customer = await customers.find(customerId)
      if (customer === null) throw new DomainError('customer.not_found', { customerId })
      const open = await runs.activeOf([customer._id, ...customer.mergedFrom])
      const here = open.filter((run) => run.journeyId === journeyId)
      for (const run of here) await endRun(run, 'leftByApi')
      return here.length
    },

    async advanceDue(group) {
      const definition = await catalog.definition(group.versionId)
      if (definition !== null && holds.atStep(definition, group.stepId) !== null) {
        return { advanced: 0, nextDueAt: null }
      }
      const now = clock.now()
      const token = `${workerId}:${nanoid(10)}`
      const until = new Date(now.getTime() + options.leaseMs)
      let dueSince = now
      const since = (dueAt: Date) => {
        dueSince = dueAt
      }
      const leased = await runs.leaseDue(group, { token, now, until, limit: options.batchSize, since })
      await advance(leased, token)
      if (leased.length > 0) parts.observe?.('step', clock.now().getTime() - dueSince.getTime())
      // A full batch: there may be more at once.
      const nextDueAt = leased.length === options.batchSize ? now : await runs.nextDueOf(group)
      return { advanced: leased.length, nextDueAt }
    },

    dueSteps: (until) => findDueSteps({ runs, catalog, holds }, until),

    async nextDueAt() {
      const held = (await heldPlaces({ catalog, holds })).map(({ versionId, stepId }) => ({
        versionId,
        stepId,
      }))
      const [due, scheduled] = [await runs.nextDueAt(held), await timedEntries.nextScheduledAt()]
      if (due === null || scheduled === null) return due ?? scheduled
      return due < scheduled ? due : scheduled
    },

    async scanTimeRules() {
      const moved = await timeRules.scan()
      await timedEntries.startDaily()
      return moved
    },
    startScheduled: timedEntries.startScheduled,
    nextScheduledAt: timedEntries.nextScheduledAt,

    steerRuns: createSteerRuns({ ...shared, published, catalog, endRun }),
    settleSegments: timeRules.settle,
    segmentsOf: segments.segmentsOf,
    settleLearnt: segments.settle,
    enterPresent,
    moveRuns: createMoveRuns({
      ...shared,
      endRun,
      definitions: stores.definitions,
      mappings: stores.mappings,
      catalog,
      withdraw,
    }),
    ...createStuckRuns({
      runs,
      catalog,
      dueSteps: (until) => findDueSteps({ runs, catalog, holds }, until),
      clock,
    }),
    audit: createAudit({ runs, catalog, announce, clock }),
  }
}
