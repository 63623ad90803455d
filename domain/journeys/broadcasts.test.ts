import { afterEach, beforeEach, expect, it } from 'vitest'
import { broadcastSchema } from '../language/broadcast.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const dayMs = 86_400_000

let world: JourneyWorld
beforeEach(async () => {
  world = await aJourneyWorld()
})
afterEach(() => world.drop())

const inDays = (days: number) => new Date(world.clock.now().getTime() + days * dayMs)

const aBroadcast = (at: Date, more: object = {}) =>
  broadcastSchema.parse({
    broadcast: 'news',
    name: '上新',
    to: { trait: 'createdAt', exists: true },
    send: { message: 'hello' },
    at: at.toISOString(),
    ...more,
  })

const received = () => world.texts()

const nobodyAsks = (): never => {
  throw new Error('a broadcast asks for crowds')
}

it('sends to everybody of its people at its time, once', async () => {
  await world.publishDefinition(aBroadcast(inDays(1)))
  await world.crowd(3)
  await world.journeys.startScheduled()
  expect(await world.allRuns()).toEqual([])
  world.clock.advance(dayMs)
  expect(await world.journeys.startScheduled()).toBe(3)
  await world.work()
  expect(new Set(received()).size).toBe(3)
  world.clock.advance(dayMs)
  expect(await world.journeys.startScheduled()).toBe(0)
  await world.work()
  expect(received()).toHaveLength(3)
  expect(world.eventsNamed('journey.entered')).toHaveLength(3)
})

it('given a later time reaches those who came since, and nobody a second time', async () => {
  await world.publishDefinition(aBroadcast(inDays(1)))
  await world.crowd(2)
  world.clock.advance(dayMs)
  await world.journeys.startScheduled()
  await world.work()
  await world.publishDefinition(aBroadcast(inDays(2)))
  await world.crowd(1)
  world.clock.advance(2 * dayMs)
  expect(await world.journeys.startScheduled()).toBe(1)
  await world.work()
  expect(new Set(received()).size).toBe(3)
  expect(received()).toHaveLength(3)
})

it('that died among its people goes on with the rest, whoever takes it up', async () => {
  await world.publishDefinition(aBroadcast(inDays(1)))
  await world.crowd(5)
  world.clock.advance(dayMs)
  const dying = world.newJourneys('dying', {
    runs: {
      ...world.stores.runs,
      // Some of the page are in the store when the process is gone.
      async insertMany(runs) {
        await world.stores.runs.insertMany(runs.slice(0, 2))
        throw new Error('killed')
      },
    },
  })
  await expect(dying.startScheduled()).rejects.toThrow('killed')
  expect(await world.allRuns()).toHaveLength(2)
  await Promise.all([world.journeys, world.newJourneys('other')].map((one) => one.startScheduled()))
  await world.work()
  expect(await world.allRuns()).toHaveLength(5)
  expect(new Set(received()).size).toBe(5)
  expect(received()).toHaveLength(5)
})

it('stopped among a crowd lets in no further page', async () => {
  await world.publishDefinition(aBroadcast(inDays(1)))
  await world.crowd(3)
  world.clock.advance(dayMs)
  const stopping = world.newJourneys(
    'stopping',
    {},
    {
      zones: async () => [],
      pages: nobodyAsks,
      async *crowds() {
        const all = (await world.allCustomerIds()).map((id) => ({ ids: [id] }))
        yield all[0]!
        await world.steer('news', 'stop')
        yield* all.slice(1)
      },
    },
  )
  expect(await stopping.startScheduled()).toBe(1)
  // What it left is made up for when it goes on.
  await world.steer('news', 'resume')
  expect(await world.journeys.startScheduled()).toBe(2)
})

it('reads a page of a crowd only when it can be worked on: somebody in it may become one with another', async () => {
  await world.publishDefinition(aBroadcast(inDays(1)))
  await world.crowd(9)
  world.clock.advance(dayMs)
  let [read, followed, ahead] = [0, 0, 0]
  const entries = {
    ...world.stores.entries,
    async follow(...begun: Parameters<typeof world.stores.entries.follow>) {
      await world.stores.entries.follow(...begun)
      followed += 1
    },
  }
  const audience = {
    zones: async () => [],
    pages: nobodyAsks,
    async *crowds() {
      for (const id of await world.allCustomerIds()) {
        read += 1
        ahead = Math.max(ahead, read - followed)
        yield { ids: [id] }
      }
    },
  }
  expect(await world.newJourneys('crowding', { entries }, audience).startScheduled()).toBe(9)
  expect(ahead).toBeGreaterThan(1)
  expect(ahead).toBeLessThanOrEqual(4)
})

it('is paused and ended like any journey', async () => {
  await world.publishDefinition(aBroadcast(inDays(1)))
  await world.crowd(2)
  world.clock.advance(dayMs)
  await world.journeys.startScheduled()
  await world.steer('news', 'pause')
  await world.work()
  expect(received()).toEqual([])
  await world.steer('news', 'end')
  await world.journeys.steerRuns()
  await world.work()
  expect(received()).toEqual([])
  expect((await world.allRuns()).map(({ endReason }) => endReason)).toEqual(['journeyEnded', 'journeyEnded'])
})
