import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import type { PilotAudience } from '../definitions/pilot.ts'
import { share } from '../stable-hash.ts'
import { aSegment, type WrittenJourney } from './testing/definitions.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const dayMs = 86_400_000
const key = 'journey:j'

let world: JourneyWorld
beforeEach(async () => {
  world = await aJourneyWorld({
    segments: [
      aSegment({ segment: 'vip', rule: { tag: 'VIP' } }),
      aSegment({
        segment: 'buyers',
        kind: 'static',
        rule: { event: 'order.paid', atLeast: 1, within: '30 days' },
      }),
    ],
  })
  // What journeys lean on is the world's; what a pilot leans on is published.
  await world.change({
    publish: ['vip', 'buyers'].map((segment) => ({
      definition: { kind: 'segment', definition: aSegment({ segment, rule: { tag: 'VIP' } }) },
    })),
  })
})
afterEach(() => world.drop())

const onLead = { event: 'lead.submitted', again: 'always' }
const version = (wait: string, entry: object = onLead): WrittenJourney => ({
  journey: 'j',
  entry,
  steps: { rest: { wait, next: 'end' } },
})
const pilot = (written: WrittenJourney, audience: PilotAudience, present: string[] = []) =>
  world.publish(written, { pilot: { [key]: { kind: 'begin', audience } }, present })
const widen = (audience: PilotAudience, present: string[] = []) =>
  world.change({ pilot: { [key]: { kind: 'widen', audience } }, present })
const end = (kind: 'promote' | 'withdraw', present: string[] = []) =>
  world.change({ pilot: { [key]: { kind } }, present })
const standing = (customer: Customer) => share(customer._id, 'pilot:j')
const isIn = (percent: number) => (customer: Customer) => standing(customer) < percent
/** Which version each of them is on, by customer; whoever did not enter is not there. */
async function versions(): Promise<Map<string, string>> {
  return new Map((await world.allRuns()).map(({ customerId, versionId }) => [customerId, versionId]))
}
async function allLead(crowd: Customer[]): Promise<void> {
  for (const customer of crowd) await world.does(customer, 'lead.submitted')
}
/** Some people, at least one below 30%, one from there to 60% and one above. */
async function people(): Promise<Customer[]> {
  const crowd = await world.crowd(6)
  const parts = [
    isIn(30),
    (one: Customer) => isIn(60)(one) && !isIn(30)(one),
    (one: Customer) => !isIn(60)(one),
  ]
  while (!parts.every((isPart) => crowd.some(isPart))) crowd.push(await world.aCustomer())
  return crowd
}

describe('a pilot for a share', () => {
  it('beside a live version: those of the share get the one, all others the other', async () => {
    await world.publish(version('1 day'))
    await pilot(version('2 days'), { share: 30 })
    const crowd = await people()
    await allLead(crowd)
    const expected = crowd.map((customer) => [customer._id, isIn(30)(customer) ? 'j@2' : 'j@1'] as const)
    expect(await versions()).toEqual(new Map(expected))
    expect(new Set(expected.map(([, to]) => to)).size).toBe(2)
  })

  it('of a first release: outside of it nobody enters, by no door', async () => {
    await pilot(version('1 day'), { share: 30 })
    const crowd = await people()
    await allLead(crowd)
    const inside = crowd.filter(isIn(30))
    expect([...(await versions()).keys()].sort()).toEqual(inside.map(({ _id }) => _id).sort())
    const outside = crowd.find((customer) => !isIn(30)(customer)) as Customer
    expect(await world.journeys.enter('j', outside._id, 'hand')).toBeNull()
  })

  it('widened keeps whoever was in it, and takes more; promoted it is everybody', async () => {
    await world.publish(version('1 day'))
    await pilot(version('2 days'), { share: 30 })
    await widen({ share: 60 })
    const crowd = await people()
    await allLead(crowd)
    expect((await versions()).get(crowd.find(isIn(30))?._id ?? '')).toBe('j@2')
    expect([...(await versions())].filter(([, to]) => to === 'j@2')).toHaveLength(
      crowd.filter(isIn(60)).length,
    )
    await end('promote')
    const later = await people()
    await allLead(later)
    const now = await versions()
    expect(new Set(later.map(({ _id }) => now.get(_id)))).toEqual(new Set(['j@2']))
    // Whoever was on the other version goes on there.
    expect([...now.values()].filter((to) => to === 'j@1')).toHaveLength(
      crowd.filter((one) => !isIn(60)(one)).length,
    )
  })

  it('is drawn apart from hold-out and splits: who is held out is who would be without it', async () => {
    const written = { ...version('1 day'), holdout: 50 }
    await pilot(written, { share: 60 })
    const crowd = await people()
    await allLead(crowd)
    const runs = await world.allRuns()
    expect(runs.length).toBeGreaterThan(0)
    for (const { customerId, holdout } of runs) expect(holdout).toBe(share(customerId, 'holdout:j') < 50)
  })

  it('withdrawn, everybody gets the live version again; a first release lets nobody in, and its people go on', async () => {
    await world.publish(version('1 day'))
    await pilot(version('2 days'), { share: 50 })
    await end('withdraw')
    const crowd = await people()
    await allLead(crowd)
    expect(new Set((await versions()).values())).toEqual(new Set(['j@1']))
  })

  it('withdrawn as a first release lets nobody in, and its people go on', async () => {
    await pilot(version('1 day'), { share: 50 })
    await allLead(await people())
    const inIt = (await world.allRuns()).length
    await end('withdraw')
    await allLead(await people())
    expect(await world.allRuns()).toHaveLength(inIt)
    world.clock.advance(dayMs)
    await world.work()
    expect(new Set((await world.allRuns()).map(({ endReason }) => endReason))).toEqual(new Set(['completed']))
  })
})

describe('a pilot for a segment', () => {
  it.each(['vip', 'buyers'])('takes who is in %s when they enter, and nobody else', async (segment) => {
    await world.publish(version('1 day'))
    await pilot(version('2 days'), { segment })
    const [inside, outside] = (await world.crowd(2)) as [Customer, Customer]
    if (segment === 'vip')
      await world.customers.change(inside._id, { addTags: [{ name: 'VIP', kind: 'manual' }] }, 'test')
    else await world.does(inside, 'order.paid')
    await allLead([inside, outside])
    expect(await versions()).toEqual(
      new Map([
        [inside._id, 'j@2'],
        [outside._id, 'j@1'],
      ]),
    )
  })
})

it("what a schedule was before its pilot began, or became everybody's, is not made up for", async () => {
  const written = version('90 days', { schedule: { cron: '0 12 * * *' }, when: { tag: 'VIP' } })
  const [member] = (await world.crowd(1)) as [Customer]
  await world.customers.change(member._id, { addTags: [{ name: 'VIP', kind: 'manual' }] }, 'test')
  await world.publish(version('1 day'))
  world.clock.advance(5 * dayMs)
  await pilot(written, { share: 99 })
  await world.journeys.startScheduled()
  await end('promote')
  await world.journeys.startScheduled()
  expect(await world.allRuns()).toEqual([])
  world.clock.advance(dayMs)
  await world.journeys.startScheduled()
  expect(await world.allRuns()).toHaveLength(1)
})

describe('who meets the entry already', () => {
  const members = { segment: 'vip', again: 'always' }

  async function vips(): Promise<Customer[]> {
    const crowd = await people()
    for (const { _id } of crowd)
      await world.customers.change(_id, { addTags: [{ name: 'VIP', kind: 'manual' }] }, 'test')
    return crowd
  }

  it('waits outside when a pilot is widened, unless they are to enter; then once, and only they', async () => {
    const crowd = await vips()
    await pilot(version('90 days', members), { share: 30 })
    expect(await world.journeys.enterPresent()).toBe(0)
    await widen({ share: 60 }, [key])
    const both = await Promise.all([world.journeys.enterPresent(), world.newJourneys('two').enterPresent()])
    expect(both[0] + both[1]).toBe(crowd.filter(isIn(60)).length)
    expect(await world.newJourneys('three').enterPresent()).toBe(0)
    await end('promote')
    expect(await world.journeys.enterPresent()).toBe(0)
    expect((await world.allRuns()).length).toBe(crowd.filter(isIn(60)).length)
  })

  it('enters once though they were in an earlier version of it and its entry says always', async () => {
    await world.publish({ ...version('1 day'), entry: { api: true, again: 'always' } })
    const [member] = (await vips()) as [Customer]
    await world.journeys.enter('j', member._id, 'hand')
    world.clock.advance(dayMs)
    await world.work()
    await pilot(version('2 days', members), { share: 99 }, [key])
    await world.journeys.enterPresent()
    expect((await world.allRuns()).filter(({ customerId }) => customerId === member._id)).toHaveLength(1)
  })

  it('of a schedule enters at its next time, or at once when asked', async () => {
    const crowd = await vips()
    const daily = { schedule: { cron: '0 12 * * *' }, when: { tag: 'VIP' } }
    await pilot(version('90 days', daily), { share: 30 })
    await world.journeys.startScheduled()
    expect(await world.allRuns()).toHaveLength(0)
    world.clock.advance(dayMs)
    await world.journeys.startScheduled()
    expect(await world.allRuns()).toHaveLength(crowd.filter(isIn(30)).length)
    await widen({ share: 60 })
    await world.journeys.startScheduled()
    expect(await world.allRuns()).toHaveLength(crowd.filter(isIn(30)).length)
    await end('promote', [key])
    await world.journeys.startScheduled()
    expect(await world.allRuns()).toHaveLength(crowd.filter(isIn(30)).length)
    await world.journeys.enterPresent()
    expect(await world.allRuns()).toHaveLength(crowd.length)
  })
})
