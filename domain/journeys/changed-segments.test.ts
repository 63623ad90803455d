import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { aSegment } from './testing/definitions.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const key = 'segment:vip'
const by = (tag: string) => aSegment({ segment: 'vip', rule: { tag } })

let world: JourneyWorld
let segments: ReturnType<typeof by>[]
let people: Record<'first' | 'second' | 'both' | 'neither', Customer>
beforeEach(async () => {
  segments = [by('A')]
  world = await aJourneyWorld({ segments })
  await publishRule('A')
  await world.publish({
    journey: 'j',
    entry: { segment: 'vip', again: 'always' },
    exit: [{ segment: 'vip', on: 'left' }],
    steps: { rest: { wait: '90 days', next: 'end' } },
  })
  const [first, second, both, neither] = (await world.crowd(4)) as [Customer, Customer, Customer, Customer]
  people = { first, second, both, neither }
  await tag(first, 'A')
  await tag(second, 'B')
  await tag(both, 'A')
  await tag(both, 'B')
})
afterEach(() => world.drop())

async function publishRule(rule: string, tell: string[] = []): Promise<void> {
  segments[0] = by(rule)
  await world.change({ publish: [{ definition: { kind: 'segment', definition: by(rule) } }], tell })
}
const tag = (customer: Customer, name: string) =>
  world.customers.change(customer._id, { addTags: [{ name, kind: 'manual' }] }, `tag:${name}`)
const isIn = async (customer: Customer) =>
  (await world.customers.find(customer._id))?.segments.includes('vip') ?? false
/** Who of them is in the journey, and how those that left did. */
async function inJourney(): Promise<Record<string, string>> {
  const runs = await world.allRuns()
  const names = Object.entries(people).map(([name, { _id }]) => [_id, name] as const)
  return Object.fromEntries(
    runs.map(({ customerId, state, endReason }) => [
      new Map(names).get(customerId) ?? customerId,
      endReason ?? state,
    ]),
  )
}

describe('a live segment whose rule is changed', () => {
  it('takes people in and out without starting or ending a journey', async () => {
    expect(await inJourney()).toEqual({ first: 'active', both: 'active' })
    await publishRule('B')
    expect(await world.journeys.settleSegments()).toBe(2)
    expect(await Promise.all(Object.values(people).map(isIn))).toEqual([false, true, true, false])
    expect(await inJourney()).toEqual({ first: 'active', both: 'active' })
    // From then on the new rule is the rule.
    expect(world.published.snapshot().formerSegments.size).toBe(0)
    await tag(people.neither, 'B')
    expect(await inJourney()).toEqual({ first: 'active', both: 'active', neither: 'active' })
  })

  it('starts and ends journeys when that was chosen', async () => {
    await publishRule('B', [key])
    await world.journeys.settleSegments()
    expect(await inJourney()).toEqual({ first: 'exit:segment.left', both: 'active', second: 'active' })
  })

  it('tells all the same of who moves by both rules', async () => {
    await publishRule('B')
    await tag(people.neither, 'A')
    await tag(people.neither, 'B')
    await world.journeys.settleSegments()
    expect(await inJourney()).toEqual({ first: 'active', both: 'active', neither: 'active' })
  })

  it('moves nobody by the change before every process goes by it: not by an event, nor by the daily look', async () => {
    const late = world.aProcess('late')
    await late.published.refresh()
    await publishRule('B')
    await world.does(people.second, 'customer.tag_added', { tag: 'B' })
    expect(await world.journeys.scanTimeRules()).toEqual({ entered: 0, left: 0 })
    expect(await world.journeys.settleSegments()).toBe(0)
    expect(await Promise.all(Object.values(people).map(isIn))).toEqual([true, false, true, false])
    await late.published.refresh()
    expect(await world.journeys.settleSegments()).toBe(2)
  })

  it('moves nobody twice, whoever settles it', async () => {
    await publishRule('B')
    const both = await Promise.all([
      world.journeys.settleSegments(),
      world.newJourneys('worker-2').settleSegments(),
    ])
    expect(Math.max(...both)).toBeGreaterThan(0)
    expect((await world.customers.find(people.second._id))?.segmentMoves).toEqual({ vip: 1 })
    expect(await inJourney()).toEqual({ first: 'active', both: 'active' })
  })
})

it('a segment said again by the same rule, or for the first time, waits for nobody', async () => {
  await world.change({
    publish: [{ definition: { kind: 'segment', definition: { ...by('A'), name: '会员' } } }],
  })
  expect(world.published.snapshot().formerSegments.size).toBe(0)
})
