import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createCatalog } from './catalog.ts'
import { createHolds } from './holds.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

let world: JourneyWorld
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  world = await aJourneyWorld()
})
afterEach(async () => {
  vi.useRealTimers()
  await world.drop()
})

const version = (wait: string, more: object = {}) =>
  world.publish({
    journey: 'j',
    entry: { api: true },
    steps: { rest: { wait, next: 'end' } },
    ...more,
  })

/** The catalogue of a process; its first look is now. */
async function aCatalog() {
  const { published, clock, stores } = world
  const holds = createHolds({ registry: published.registry, headOf: published.snapshot().headOf })
  const catalog = createCatalog({ published, runs: stores.runs, holds, clock })
  await catalog.current()
  return { known: async () => [...(await catalog.current()).versions.keys()].sort(), catalog }
}
/** Real time, in which processes learn of publications and look for what is not needed any more. */
const later = (minutes: number) => vi.advanceTimersByTime(minutes * minuteMs)

it('keeps a replaced version while somebody is on it, and lets go of it when nobody is', async () => {
  await version('1 day')
  const { known } = await aCatalog()
  const customer = await world.aCustomer()
  await world.journeys.enter('j', customer._id, 'test')
  await version('2 days')
  later(30)
  expect(await known()).toEqual(['j@1', 'j@2'])
  world.clock.advance(dayMs)
  await world.work()
  expect((await world.theRun('j', customer)).state).toBe('ended')
  later(30)
  expect(await known()).toEqual(['j@2'])
})

it('keeps a version just replaced, though nobody is on it: a process that is behind may still let somebody in', async () => {
  await version('1 day')
  const { known } = await aCatalog()
  await version('2 days')
  expect(await known()).toEqual(['j@1', 'j@2'])
  later(9)
  expect(await known()).toEqual(['j@1', 'j@2'])
  later(20)
  expect(await known()).toEqual(['j@2'])
})

it('keeps one whose goals still count', async () => {
  await version('1 hour', { goal: { event: 'order.paid', within: '7 days' } })
  const { known } = await aCatalog()
  await world.journeys.enter('j', (await world.aCustomer())._id, 'test')
  await version('2 hours')
  world.clock.advance(6 * dayMs)
  await world.work()
  later(30)
  expect(await known()).toEqual(['j@1', 'j@2'])
  world.clock.advance(2 * dayMs)
  later(30)
  expect(await known()).toEqual(['j@2'])
})

it('begins with the versions somebody is on and the latest that was replaced, whatever else there was', async () => {
  await version('1 day')
  const customer = await world.aCustomer()
  await world.journeys.enter('j', customer._id, 'test')
  for (const days of [2, 3, 4, 5]) await version(`${days} days`)
  expect(await (await aCatalog()).known()).toEqual(['j@1', 'j@4', 'j@5'])
})

it('gives any version that is asked for, known or not', async () => {
  for (const days of [1, 2, 3]) await version(`${days} days`)
  const { catalog } = await aCatalog()
  expect((await catalog.definition('j@1'))?.steps.rest).toMatchObject({ wait: { kind: 'for', ms: dayMs } })
  expect(await catalog.definition('j@9')).toBeNull()
})
