import type { Customer } from '../../../models/customer.ts'
import { createCustomerStore } from '../../../models/customers.ts'
import { createDefinitionStore, type DefinitionStore } from '../../../models/definitions.ts'
import { createEntryStore } from '../../../models/entries.ts'
import { createEventStore } from '../../../models/events.ts'
import { createJourneyStore } from '../../../models/journeys.ts'
import { createMappingStore } from '../../../models/mappings.ts'
import { type Run, runShards } from '../../../models/run.ts'
import { createRunStore } from '../../../models/runs.ts'
import { createSteeredRunStore } from '../../../models/steered-runs.ts'
import { definitionsIn } from '../../../test/testing/definitions-in.ts'
import type { WorldwideAudience } from '../../audience/ports.ts'
import { createAudience } from '../../audience/query.ts'
import type { IdentityClaim } from '../../customers/contract.ts'
import type { CustomerIds } from '../../customers/new-customer.ts'
import { calendarInForce } from '../../definitions/calendar-in-force.ts'
import type { Change } from '../../definitions/change.ts'
import type { Steering } from '../../definitions/journey-life.ts'
import { createPublish } from '../../definitions/publish.ts'
import { createPublished, type Published } from '../../definitions/published.ts'
import { DomainError } from '../../errors.ts'
import type { JourneyDefinition } from '../../language/journey.ts'
import { registryOf } from '../../language/registry.ts'
import type { SegmentDefinition } from '../../language/segment.ts'
import { silentLog } from '../../log.ts'
import type { Outreach } from '../../outreach/contract.ts'
import type { OutreachDeps } from '../../outreach/create-outreach.ts'
import { aMessage, sms } from '../../outreach/testing/messages.ts'
import { aWorld } from '../../outreach/testing/world.ts'
import type { TaskRequest } from '../../sales/contract.ts'
import { createJourneys, type JourneyOptions, type JourneyStores } from '../create-journeys.ts'
import { aJourney, type WrittenJourney } from './definitions.ts'

/** What a process acts on and by. */
interface Acting {
  published: Published
  outreach: Outreach
}

export type JourneyWorld = Awaited<ReturnType<typeof aJourneyWorld>>

/** Real customers, outreach and store; a provider that remembers; sales that writes down what it was asked. */
export async function aJourneyWorld(
  given: { segments?: SegmentDefinition[]; options?: Partial<JourneyOptions>; ids?: CustomerIds } = {},
) {
  const world = await aWorld({ limits: { spreadMs: 0 } }, given)
  const { connection, clock, customers } = world
  const definitionStore = createDefinitionStore(connection)
  const stores = {
    runs: createRunStore(connection),
    steeredRuns: createSteeredRunStore(connection),
    mappings: createMappingStore(connection),
    definitions: definitionStore,
    entries: createEntryStore(connection),
    journeys: createJourneyStore(connection),
    events: createEventStore(connection),
    customers: createCustomerStore(connection),
  }
  for (const id of ['hello', 'again', 'offer'])
    world.say(aMessage({ id, purpose: 'requested', content: sms('您好') }))
  const tasks: TaskRequest[] = []
  const fullDays = { isToday: false }
  const granted: { batchId: string; cause: string; isTest?: true }[] = []
  /** Batches of which nothing is left, and what happens before a coupon is given. */
  const batches = { usedUp: new Set<string>(), beforeGrant: async () => {} }
  const segments = given.segments ?? []
  const stored = createPublished({ store: definitionStore, log: silentLog })
  // What journeys lean on is what the test says it is.
  const registryAsIn = (publications: Published) =>
    registryOf(() => ({
      ...publications.snapshot().registry,
      segments,
      segment(id) {
        const segment = segments.find((one) => one.id === id)
        if (segment === undefined) throw new DomainError('segment.not_found', { id })
        return segment
      },
      message(id) {
        const message = world.messages.get(id)
        if (message === undefined) throw new DomainError('message.not_found', { id })
        return message
      },
      couponBatch: (id) => ({ id }) as never,
      has: (kind, id) =>
        kind === 'message'
          ? world.messages.has(id)
          : kind === 'batch' || segments.some((one) => one.id === id),
    }))
  const publish = createPublish({
    store: definitionStore,
    published: stored,
    check: () => [],
    users: async () => [],
    clock,
  })
  /** Those that act beside each other, as their records would say. */
  const processes: Published[] = [stored]
  const by = { origin: 'page', by: 'test' } as const

  /** Messages are those the test says; whether marketing is held is published. */
  const seenIn = (publications: Published): OutreachDeps['published'] => ({
    ...world.published,
    snapshot() {
      const { number, marketingHeldSince, headOf } = publications.snapshot()
      return { ...world.published.snapshot(), number, marketingHeldSince, headOf }
    },
  })
  const newOutreach = (publications: Published, more: Partial<OutreachDeps> = {}) =>
    world.newOutreach({
      published: seenIn(publications),
      stillWanted: async ({ runId }) => runId === undefined || stores.runs.wasNotStopped(runId),
      askAgainAt: async ({ runId, stepId }, at) =>
        runId === undefined || stepId === undefined || stores.runs.hasten(runId, stepId, at),
      ...more,
    })
  const outreach = newOutreach(stored)

  const newJourneys = (
    workerId: string,
    { published, outreach }: Acting,
    other: Partial<JourneyStores> = {},
    audience?: WorldwideAudience,
  ) => {
    const registry = registryAsIn(published)
    return createJourneys({
      stores: { ...stores, ...other },
      customers,
      outreach,
      published: { ...published, registry },
      resumed: (key) => publish({ resumed: [key], ...by }),
      settled: (key) => publish({ settled: [key], ...by }),
      allActOn: async (publication) => processes.every((each) => each.snapshot().number >= publication),
      audience: audience ?? createAudience({ connection, clock, segment: registry.segment }),
      calendarAt: () => calendarInForce(published.snapshot()),
      coupons: {
        async grant({ batchId, cause, isTest }) {
          await batches.beforeGrant()
          if (batches.usedUp.has(batchId)) throw new DomainError('coupon.exhausted', { batchId })
          if (!granted.some((one) => one.cause === cause))
            granted.push({ batchId, cause, ...(isTest && { isTest }) })
          return {
            batchId,
            code: `CODE-${granted.findIndex((one) => one.cause === cause) + 1}`,
            name: '五十元券',
            amountFen: 5_000,
            validFrom: clock.now(),
            validUntil: clock.now(),
            grantedAt: clock.now(),
          }
        },
      },
      sales: {
        async openTask(task) {
          if (task.whenFull === 'fallBack' && fullDays.isToday) return null
          if (!tasks.some(({ taskId }) => taskId === task.taskId)) tasks.push(task)
          return task.taskId
        },
      },
      clock,
      log: silentLog,
      workerId,
      ...(given.options && { options: given.options }),
    })
  }
  const publishDefinition = (
    definition: JourneyDefinition,
    more: Omit<Change, 'origin' | 'by' | 'publish'> = {},
  ) => publish({ publish: [{ definition: { kind: 'journey', definition } }], ...more, ...by })
  const journeys = newJourneys('worker-1', { published: stored, outreach })
  customers.listen(journeys.onEvent, journeys.wants)
  let heard = 0

  return {
    ...world,
    stores: { ...world.stores, ...stores },
    journeys,
    published: { ...stored, registry: registryAsIn(stored) },
    outreach,
    newJourneys: (workerId: string, other?: Partial<JourneyStores>, audience?: WorldwideAudience) =>
      newJourneys(workerId, { published: stored, outreach }, other, audience),
    /** A process of its own, which acts on what it saw at its last `published.refresh()`. */
    aProcess(workerId: string, more: Partial<OutreachDeps> = {}, other: Partial<JourneyStores> = {}) {
      const published = createPublished({ store: definitionStore, log: silentLog })
      processes.push(published)
      const outreach = newOutreach(published, more)
      return { published, outreach, journeys: newJourneys(workerId, { published, outreach }, other) }
    },
    /** Publishes through these definitions, as a process of its own. */
    publisher: (store: DefinitionStore) =>
      createPublish({
        store,
        published: createPublished({ store, log: silentLog }),
        check: () => [],
        users: async () => [],
        clock,
      }),
    definitionStore,
    /** What outreach sees at once of what the test publishes. */
    outreachSees: seenIn(stored),
    marketing: (marketing: 'hold' | 'release') => publish({ marketing, ...by }),
    tasks,
    /** Whether every salesperson has their day's number of follow-ups. */
    fullDays,
    granted,
    batches,

    /** Several customers at once. */
    crowd: (count: number) => Promise.all(Array.from({ length: count }, () => world.aCustomer())),

    publish: (written: WrittenJourney, more?: Omit<Change, 'origin' | 'by' | 'publish'>) =>
      publishDefinition(aJourney(written), more),
    publishDefinition,
    /** Definitions of other kinds, as files write them. */
    publishText: (text: string) => publish({ publish: definitionsIn(text, []), ...by }),
    change: (change: Omit<Change, 'origin' | 'by'>) => publish({ ...change, ...by }),
    steer: (journeyId: string, steering: Steering) =>
      publish({ steer: { [`journey:${journeyId}`]: steering }, ...by }),
    retire: (journeyId: string) => publish({ retire: [`journey:${journeyId}`], ...by }),
    /** Looks again at what is there, as after a change elsewhere. */
    refresh: () => stored.refresh(),

    /** Something the customer does now, unless the test says when. */
    async does(
      customer: Customer,
      name: string,
      props: Record<string, unknown> = {},
      more: { at?: Date; id?: string } = {},
    ): Promise<string> {
      heard += 1
      const _id = more.id ?? `test:${heard}`
      await customers.hear({
        _id,
        customerId: customer._id,
        name,
        at: more.at ?? clock.now(),
        props,
        source: 'test',
      })
      return _id
    },

    /** Does everything that is due by now, like the jobs would. */
    async work(by = journeys): Promise<number> {
      let advanced = 0
      for (let turn = 0; turn < 50; turn += 1) {
        const due = await by.dueSteps(clock.now())
        if (due.length === 0) return advanced
        for (const { versionId, stepId, shard } of due) {
          advanced += (await by.advanceDue({ versionId, stepId, shard })).advanced
        }
      }
      throw new Error('work does not come to an end')
    },

    async runOf(runId: string): Promise<Run> {
      const run = await stores.runs.find(runId)
      if (run === null) throw new Error(`no run ${runId}`)
      return run
    },
    async theRun(journeyId: string, customer: Customer, n = 1): Promise<Run> {
      const run = await stores.runs.find(`${journeyId}:${customer._id}:${n}`)
      if (run === null) throw new Error(`no run ${n} of ${journeyId} for ${customer._id}`)
      return run
    },
    allCustomerIds: async () =>
      (await connection.db!.collection<Customer>('customers').find({}).toArray()).map(({ _id }) => _id),
    allRuns: () => connection.db!.collection<Run>('runs').find({}).toArray(),
    texts: () => world.senders.sms.received.map(({ ref }) => ref),
    allShards: Array.from({ length: runShards }, (_, shard) => shard),

    /** Two known by different ids, for a merge. */
    claimed: (claims: IdentityClaim[]) => customers.getOrCreate(claims, { source: 'test', at: clock.now() }),
  }
}
