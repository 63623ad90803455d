import { nanoid } from 'nanoid'
import type { EntryStore } from '../../models/entries.ts'
import type { JourneyStore } from '../../models/journeys.ts'
import type { Run } from '../../models/run.ts'
import type { RunStore } from '../../models/runs.ts'
import { createLiveSegments } from '../audience/live-segments.ts'
import type { AudiencePages, EventHistory, Memberships } from '../audience/ports.ts'
import { createTimeRules } from '../audience/time-rules.ts'
import type { Clock } from '../clock.ts'
import type { Coupons } from '../coupons/contract.ts'
import type { Customers } from '../customers/contract.ts'
import { DomainError } from '../errors.ts'
import type { Registry } from '../language/registry.ts'
import type { Log } from '../log.ts'
import type { Outreach } from '../outreach/contract.ts'
import type { Sales } from '../sales/contract.ts'
import { createAudit } from './audit.ts'
import { createCatalog } from './catalog.ts'
import type { Journeys } from './contract.ts'
import { findDueSteps } from './due-steps.ts'
import { createEndRun } from './end-run.ts'
import { createCountGoal } from './goals.ts'
import { createOnEvent } from './on-event.ts'
import type { Webhooks } from './ports.ts'
import { publishOne } from './publish.ts'
import { createAdvance } from './runner/advance.ts'
import { effectKey } from './runner/moving.ts'
import { createStartRun } from './start-run.ts'
import { createTell } from './tell.ts'
import { createTimedEntries } from './timed-entries.ts'

export interface JourneyStores {
  runs: RunStore
  entries: EntryStore
  journeys: JourneyStore
  events: EventHistory
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
  freshMs: 3 * 86_400_000,
}

export interface JourneyParts {
  stores: JourneyStores
  customers: Customers
  outreach: Outreach
  coupons: Pick<Coupons, 'grant'>
  sales: Pick<Sales, 'openTask'>
  registry: Registry
  audience: AudiencePages
  /** Absent = journeys with a webhook step are refused. */
  webhooks?: Webhooks
  /** The name customers see of a salesperson, for messages that say it. */
  staffName?: (userid: string) => Promise<string | undefined>
  clock: Clock
  log: Log
  /** Distinct per process; it stands in leases. */
  workerId: string
  options?: Partial<JourneyOptions>
}

export function createJourneys(parts: JourneyParts): Journeys {
  const { stores, customers, outreach, registry, audience, clock, workerId } = parts
  const { runs, entries } = stores
  const history = stores.events
  const options = { ...usual, ...parts.options }
  const shared = { ...parts, ...options, runs, entries, history }

  const catalog = createCatalog(stores.journeys)
  const tell = createTell({ customers, runs })
  const countGoal = createCountGoal({ runs, tell, clock })
  const endRun = createEndRun({ runs, tell, clock, workerId, abandon })
  const advance = createAdvance({ ...shared, tell, countGoal, definition: catalog.definition })
  const startRun = createStartRun({ ...shared, tell, advance })
  const segments = createLiveSegments({ customers, memberships: stores.customers, history, registry, clock })
  const timeRules = createTimeRules({ audience, customers, segments, registry, clock })
  const timedEntries = createTimedEntries({
    store: stores.journeys,
    catalog,
    customers,
    audience,
    startRun,
    clock,
  })

  /** A message that was put off gets its final decision now that its run has ended. */
  async function abandon(run: Run): Promise<void> {
    const step = (await catalog.definition(run.versionId))?.steps[run.stepId]
    if (step?.kind !== 'send') return
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

  return {
    async publish(definitions) {
      const published: string[] = []
      const unchanged: string[] = []
      for (const definition of definitions) {
        const isNew = await publishOne(definition, {
          store: stores.journeys,
          registry,
          clock,
          hasWebhooks: parts.webhooks !== undefined,
        })
        const into = isNew ? published : unchanged
        into.push(definition.id)
      }
      await catalog.refresh()
      return { published, unchanged }
    },

    ...createOnEvent({ ...shared, catalog, segments, endRun, countGoal, startRun, advance }),

    async enter(journeyId, customerId, cause) {
      const open = (await catalog.current()).open.find(({ definition }) => definition.id === journeyId)
      if (open === undefined) throw new DomainError('journey.not_found', { journeyId })
      const customer = await customers.find(customerId)
      if (customer === null) throw new DomainError('customer.not_found', { customerId })
      return startRun.now({ open, customer, cause })
    },

    async advanceDue(group) {
      const now = clock.now()
      const token = `${workerId}:${nanoid(10)}`
      const until = new Date(now.getTime() + options.leaseMs)
      const leased = await runs.leaseDue(group, { token, now, until, limit: options.batchSize })
      await advance(leased, token)
      // A full batch: there may be more at once.
      const nextDueAt = leased.length === options.batchSize ? now : await runs.nextDueOf(group)
      return { advanced: leased.length, nextDueAt }
    },

    dueSteps: (until) => findDueSteps({ runs, catalog }, until),

    async nextDueAt() {
      const [due, scheduled] = [await runs.nextDueAt(), await timedEntries.nextScheduledAt()]
      if (due === null || scheduled === null) return due ?? scheduled
      return due < scheduled ? due : scheduled
    },

    async scanTimeRules() {
      const moved = await timeRules()
      await timedEntries.startDaily()
      return moved
    },
    startScheduled: timedEntries.startScheduled,
    nextScheduledAt: timedEntries.nextScheduledAt,

    audit: createAudit({ runs, catalog, tell, clock }),
  }
}
