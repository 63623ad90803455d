import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Touch } from '../../models/touch.ts'
import { commandsDuring } from '../../test/testing/store-commands.ts'
import { aSegment } from './testing/definitions.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const dayMs = 86_400_000
const steps = { rest: { wait: '1 day', next: 'end' } }

let world: JourneyWorld
beforeEach(async () => {
  world = await aJourneyWorld({
    segments: [
      aSegment({ segment: 'vip', rule: { tag: 'VIP' } }),
      aSegment({ segment: 'buyers', rule: { event: 'order.paid', atLeast: 2, within: '30 days' } }),
      aSegment({ segment: 'quiet', rule: { not: { event: 'page.viewed', within: '10 days' } } }),
    ],
  })
})
afterEach(() => world.drop())

async function enters(entry: object): Promise<(n: number) => Promise<number>> {
  await world.publish({ journey: 'j', entry, steps })
  const customer = await world.aCustomer()
  return async (n) => {
    for (let i = 0; i < n; i += 1) await world.does(customer, 'lead.submitted')
    await world.work()
    return (await world.allRuns()).length
  }
}

describe('re-entry', () => {
  it('never: one run in a lifetime', async () => {
    const runsAfter = await enters({ event: 'lead.submitted' })
    expect(await runsAfter(1)).toBe(1)
    world.clock.advance(400 * dayMs)
    await world.work()
    expect(await runsAfter(1)).toBe(1)
  })

  it('after N days: not before they are over, counted from the last entry', async () => {
    const runsAfter = await enters({ event: 'lead.submitted', again: 'after 10 days' })
    expect(await runsAfter(1)).toBe(1)
    world.clock.advance(10 * dayMs - 1)
    await world.work()
    expect(await runsAfter(1)).toBe(1)
    world.clock.advance(1)
    expect(await runsAfter(1)).toBe(2)
  })

  it('always: but one active run at a time', async () => {
    const runsAfter = await enters({ event: 'lead.submitted', again: 'always' })
    expect(await runsAfter(3)).toBe(1)
    world.clock.advance(dayMs)
    await world.work()
    expect(await runsAfter(2)).toBe(2)
  })

  it('keyed: one run for each value of the key', async () => {
    await world.publish({ journey: 'j', entry: { event: 'order.shipped', key: 'orderId' }, steps })
    const customer = await world.aCustomer()
    for (const orderId of ['A', 'B', 'A']) await world.does(customer, 'order.shipped', { orderId })
    await world.does(customer, 'order.shipped', {})
    expect((await world.allRuns()).map(({ _id }) => _id).sort()).toEqual([
      `j:${customer._id}:A:1`,
      `j:${customer._id}:B:1`,
    ])
  })
})

describe('an entry', () => {
  it('asked for by many at once happens once', async () => {
    await world.publish({ journey: 'j', entry: { api: true, again: 'always' }, steps })
    const customer = await world.aCustomer()
    const workers = [world.journeys, world.newJourneys('w2'), world.newJourneys('w3')]
    const asked = await Promise.all(
      Array.from({ length: 24 }, (_, n) => workers[n % 3]!.enter('j', customer._id, `ask:${n}`)),
    )
    expect(asked.filter((runId) => runId !== null)).toEqual([`j:${customer._id}:1`])
    expect(world.eventsNamed('journey.entered')).toHaveLength(1)
  })

  it('that crashed after the run was inserted is repaired from the run', async () => {
    await world.publish({ journey: 'j', entry: { api: true }, steps })
    const customer = await world.aCustomer()
    await world.journeys.enter('j', customer._id, 'first')
    await world.connection.db!.collection('entries').deleteMany({})
    expect(await world.journeys.enter('j', customer._id, 'second')).toBeNull()
    expect(await world.allRuns()).toHaveLength(1)
    expect(await world.stores.entries.findMany([`j:${customer._id}`])).toMatchObject([
      { count: 1, causes: ['first'] },
    ])
  })

  it('asks the condition over the customer', async () => {
    await world.publish({ journey: 'j', entry: { event: 'lead.submitted', when: { tag: 'VIP' } }, steps })
    const [plain, vip] = [await world.aCustomer(), await world.aCustomer()]
    await world.customers.change(vip._id, { addTags: [{ name: 'VIP', kind: 'manual' }] }, 'test')
    await world.does(plain, 'lead.submitted')
    await world.does(vip, 'lead.submitted')
    expect((await world.allRuns()).map(({ customerId }) => customerId)).toEqual([vip._id])
  })

  it('is not caused by history that is heard of late', async () => {
    await world.publish({ journey: 'j', entry: { event: 'order.paid' }, steps })
    const customer = await world.aCustomer()
    await world.does(customer, 'order.paid', {}, { at: new Date(world.clock.now().getTime() - 30 * dayMs) })
    expect(await world.allRuns()).toHaveLength(0)
  })
})

describe('a live segment', () => {
  it('is entered and left by the events that change its rule, and tells it', async () => {
    await world.publish({
      journey: 'j',
      entry: { segment: 'vip' },
      exit: [{ segment: 'vip', on: 'left' }],
      steps,
    })
    const customer = await world.aCustomer()
    await world.customers.change(customer._id, { addTags: [{ name: 'VIP', kind: 'manual' }] }, 'on')
    expect((await world.customers.find(customer._id))?.segments).toContain('vip')
    expect(await world.theRun('j', customer)).toMatchObject({ state: 'active' })
    world.clock.advance(1_000)
    await world.customers.change(customer._id, { removeTags: ['VIP'] }, 'off')
    expect((await world.customers.find(customer._id))?.segments).not.toContain('vip')
    expect(await world.theRun('j', customer)).toMatchObject({
      state: 'ended',
      endReason: 'exit:segment.left',
    })
  })

  it('stays with the run and the message that began in it, and with none that began after', async () => {
    const send = (message: string, next: string) => ({ send: { message }, next })
    await world.publish({
      journey: 'j',
      entry: { segment: 'vip' },
      steps: {
        first: send('hello', 'rest'),
        rest: { wait: '1 day', next: 'more' },
        more: send('again', 'end'),
      },
    })
    await world.publish({ journey: 'k', entry: { event: 'lead.submitted' }, steps })
    const customer = await world.aCustomer()
    await world.customers.change(customer._id, { addTags: [{ name: 'VIP', kind: 'manual' }] }, 'on')
    await world.work()
    world.clock.advance(1_000)
    await world.customers.change(customer._id, { removeTags: ['VIP'] }, 'off')
    world.clock.advance(dayMs)
    await world.work()
    await world.does(customer, 'lead.submitted')
    const { segments } = await world.theRun('j', customer)
    expect(segments).toContain('vip')
    // Whoever is in none, or not in it any more, says so by nothing of it.
    expect((await world.theRun('k', customer)).segments ?? []).not.toContain('vip')
    const [before, after] = await world.connection
      .collection<Touch>('touches')
      .find({})
      .sort({ createdAt: 1 })
      .toArray()
    expect(before?.segments).toContain('vip')
    expect(after?.messageId).toBe('again')
    expect(after?.segments ?? []).not.toContain('vip')
  })

  it('is entered once, told once, though many events of a moment say so', async () => {
    await world.publish({ journey: 'j', entry: { segment: 'buyers', again: 'always' }, steps })
    const crowd = await world.crowd(6)
    await Promise.all(
      crowd.flatMap((customer) =>
        Array.from({ length: 6 }, () => world.does(customer, 'order.paid', { amountFen: 1 })),
      ),
    )
    const entered = world
      .eventsNamed('segment.entered')
      .filter(({ props }) => props.segment === 'buyers')
      .map(({ customerId }) => customerId)
    expect(entered.sort()).toEqual(crowd.map(({ _id }) => _id).sort())
    expect(await world.allRuns()).toHaveLength(crowd.length)
  })

  it('counts events when its rule asks for them', async () => {
    const customer = await world.aCustomer()
    await world.does(customer, 'order.paid', { amountFen: 1 })
    expect(
      world.eventsNamed('segment.entered').filter(({ props }) => props.segment === 'buyers'),
    ).toHaveLength(0)
    await world.does(customer, 'order.paid', { amountFen: 1 })
    expect(
      world.eventsNamed('segment.entered').filter(({ props }) => props.segment === 'buyers'),
    ).toHaveLength(1)
  })

  it('is left with the very event that moved what has no event of its own', async () => {
    const sleeping = aSegment({ segment: 'sleeping', rule: { trait: 'lastSeenAt', before: '30 days ago' } })
    const own = await aJourneyWorld({ segments: [sleeping] })
    const customer = await own.aCustomer()
    await own.does(customer, 'miniprogram.entered')
    own.clock.advance(31 * dayMs)
    await own.journeys.scanTimeRules()
    expect((await own.customers.find(customer._id))?.segments).toEqual(['sleeping'])
    await own.does(customer, 'miniprogram.entered')
    expect((await own.customers.find(customer._id))?.segments).toEqual([])
    await own.drop()
  })

  it('of a whole crowd at once costs the scan four commands a head', async () => {
    const crowd = await world.crowd(20)
    for (const customer of crowd) await world.does(customer, 'page.viewed')
    world.clock.advance(31 * dayMs)
    const commands = await commandsDuring(world.connection, async () => {
      expect(await world.journeys.scanTimeRules()).toEqual({ entered: 20, left: 0 })
    })
    // Read when told, joined, and closed; the rest is for all of them together.
    expect(commands.length).toBeLessThanOrEqual(20 * 3 + 40)
    const found = await world.customers.findMany(crowd.map(({ _id }) => _id))
    expect([...found.values()].map(({ segments }) => segments)).toEqual(crowd.map(() => ['quiet']))
  })

  it('that changes by time alone is found by the scan, in both directions, once', async () => {
    const customer = await world.aCustomer()
    await world.does(customer, 'page.viewed')
    const moves = () =>
      world.events.filter(({ props }) => props.segment === 'quiet' && props.segment).map(({ name }) => name)
    const before = moves()
    await world.does(customer, 'order.paid', { amountFen: 1 })
    await world.does(customer, 'order.paid', { amountFen: 1 })
    world.clock.advance(31 * dayMs)
    expect(await world.journeys.scanTimeRules()).toEqual({ entered: 1, left: 1 })
    expect(moves()).toEqual([...before, 'segment.entered'])
    expect((await world.customers.find(customer._id))?.segments).toEqual(['quiet'])
    expect(await world.journeys.scanTimeRules()).toEqual({ entered: 0, left: 0 })
  })
})

describe('time starts', () => {
  it('a crowd in a few round trips, whatever its size, each once, also when another worker began with some', async () => {
    await world.publish({
      journey: 'member-day',
      entry: { schedule: { cron: '0 10 25 * *' }, when: { tag: 'VIP' }, again: 'always' },
      steps,
    })
    const crowd = await world.crowd(30)
    for (const { _id } of crowd)
      await world.customers.change(_id, { addTags: [{ name: 'VIP', kind: 'manual' }] }, 'on')
    world.clock.set('2026-03-25T10:00:00+08:00')
    const [taken, running] = crowd
    const other = await world.journeys.enter('member-day', running!._id, 'by hand')
    const torn = await world.journeys.enter('member-day', taken!._id, 'time:2026-03-25T02:00:00.000Z')
    // That worker died before the entry followed its run.
    await world.connection.db!.collection('entries').deleteOne({ lastRunId: torn } as object)

    const commands = await commandsDuring(world.connection, async () => {
      expect(await world.journeys.startScheduled()).toBe(28)
    })
    expect(commands.length).toBeLessThanOrEqual(20)
    // Whoever takes the first steps tells of the entry.
    await world.work()
    expect(world.eventsNamed('journey.entered')).toHaveLength(30)
    const runs = await world.allRuns()
    expect(runs.map(({ customerId }) => customerId).sort()).toEqual(crowd.map(({ _id }) => _id).sort())
    expect(runs.filter(({ untold }) => untold.length > 0)).toEqual([])
    expect(runs.find(({ _id }) => _id === other)?.cause).toBe('by hand')
    expect(await world.journeys.startScheduled()).toBe(0)
  })

  it('a scheduled journey for everyone its condition holds for, once per time', async () => {
    await world.publish({
      journey: 'member-day',
      entry: { schedule: { cron: '0 10 25 * *' }, when: { tag: 'VIP' }, again: 'always' },
      steps,
    })
    const [vip] = [await world.aCustomer(), await world.aCustomer()]
    await world.customers.change(vip!._id, { addTags: [{ name: 'VIP', kind: 'manual' }] }, 'on')
    expect(await world.journeys.nextScheduledAt()).toEqual(new Date('2026-03-25T10:00:00+08:00'))
    expect(await world.journeys.startScheduled()).toBe(0)
    world.clock.set('2026-03-25T10:00:00+08:00')
    expect(await world.journeys.startScheduled()).toBe(1)
    expect(await world.journeys.startScheduled()).toBe(0)
    expect(await world.journeys.nextScheduledAt()).toEqual(new Date('2026-04-25T10:00:00+08:00'))
    await world.work()
    expect(await world.theRun('member-day', vip!)).toMatchObject({ stepId: 'rest' })
    expect(world.eventsNamed('journey.entered')).toHaveLength(1)
  })

  it('a journey some days before a date of the customer', async () => {
    await world.publish({ journey: 'refill', entry: { trait: 'nextOrderOn', minus: '3 days' }, steps })
    const customer = await world.aCustomer()
    await world.customers.change(
      customer._id,
      { setTraits: { nextOrderOn: new Date(world.clock.now().getTime() + 5 * dayMs) } },
      'on',
    )
    await world.journeys.scanTimeRules()
    expect(await world.allRuns()).toHaveLength(0)
    world.clock.advance(2 * dayMs)
    await world.journeys.scanTimeRules()
    await world.journeys.scanTimeRules()
    expect(await world.allRuns()).toHaveLength(1)
  })
})
