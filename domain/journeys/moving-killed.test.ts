import { afterEach, beforeEach, expect, it } from 'vitest'
import type { DefinitionStore } from '../../models/definitions.ts'
import type { Run } from '../../models/run.ts'
import type { Touch } from '../../models/touch.ts'
import type { Stores } from '../../server/wiring/stores.ts'
import { breakingPoint, type Point } from '../../test/testing/breaking-point.ts'
import type { Change } from '../definitions/change.ts'
import { aJourney } from './testing/definitions.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const dayMs = 86_400_000

let world: JourneyWorld
beforeEach(async () => {
  world = await aJourneyWorld()
  world.say({ ...world.messages.get('hello')!, purpose: 'marketing' })
})
afterEach(() => world.drop())

const journey = (id: string, message: string, wait: string) => ({
  journey: id,
  entry: { api: true },
  steps: {
    say: { send: { message }, next: 'rest' },
    rest: { wait, next: 'thank' },
    thank: { send: { message: 'again' }, next: 'end' },
  },
})
const quietNight = '2026-03-04T23:00:00+08:00'

/**
 * One person waits for the morning, another for a day; a new version is published and both are moved to it, by processes that
 * die at `point`. Others take it up from there.
 */
async function move(
  id: string,
  point: Point | null,
): Promise<{ broke: boolean; passed: Point[]; told: string[] }> {
  const breaking = breakingPoint()
  const { stores, definitionStore } = world
  const mortal = breaking.adapt.stores({
    steeredRuns: stores.steeredRuns,
    mappings: stores.mappings,
    touches: stores.touches,
    definitions: definitionStore,
  } as unknown as Stores)
  world.clock.set(quietNight)
  await world.publish(journey(id, 'offer', '2 days'))
  const [waiting, silent] = await world.crowd(2)
  await world.journeys.enter(id, waiting?._id ?? '', 'hand')
  await world.publish(journey(id, 'hello', '2 days'))
  await world.journeys.enter(id, silent?._id ?? '', 'hand')
  world.clock.advance(60_000)
  const before = world.senders.sms.calls.length

  const steps = { say: 'say', rest: 'rest' }
  const change: Change = {
    publish: [{ definition: { kind: 'journey', definition: aJourney(journey(id, 'offer', '3 days')) } }],
    move: { [`journey:${id}`]: [1, 2].map((from) => ({ from, steps })) },
    origin: 'page',
    by: 'test',
  }
  breaking.begin(point)
  const lives = {
    publish: world.publisher(mortal.definitions as DefinitionStore),
    move: world.aProcess(`${id}-1`, { stores: { ...stores, touches: mortal.touches } }, mortal),
  }
  let isPublished = false
  try {
    await lives.publish(change)
    isPublished = true
    await lives.move.published.refresh()
    await lives.move.journeys.moveRuns()
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('killed after')) throw error
  }
  const { broke, passed } = breaking.end()
  // Somebody publishes it again, as who was not told that it is done; workers look again, also before the others.
  if (!isPublished) await world.change(change)
  await world.refresh()
  // Something has whoever waits look again.
  await stores.runs.hasten(`${id}:${silent?._id}:1`, 'say', world.clock.now())
  await world.work()
  await world.newJourneys(`${id}-2`).moveRuns()
  await world.work()
  world.clock.advance(60_000)
  await world.newJourneys(`${id}-3`).moveRuns()
  await world.work()

  const of = { journeyId: id }
  const runs = await world.connection.db!.collection<Run>('runs').find(of).toArray()
  const touches = await world.connection.db!.collection<Touch>('touches').find(of).toArray()
  return {
    broke,
    passed,
    told: [
      ...runs.map(({ customerId, versionId, stepId, dueAt }) => {
        const who = customerId === waiting?._id ? 'waiting' : 'silent'
        const days = ((dueAt?.getTime() ?? 0) - new Date(quietNight).getTime()) / dayMs
        return `${who} ${versionId.slice(id.length)} ${stepId} ${Math.floor(days)}`
      }),
      ...touches.map(({ messageId, state, decisions }) => {
        const finals = decisions.filter(({ final }) => final)
        return `${messageId} ${state} ${finals.map(({ reason }) => reason).join(' ')}`.trim()
      }),
      `${world.senders.sms.calls.length - before} sent`,
    ].sort(),
  }
}

it('a death between any two steps of publishing, noting and moving leaves one truth', async () => {
  const whole = await move('whole', null)
  const expected = [
    '1 sent',
    'hello skipped moved',
    'offer sent accepted',
    'offer sent accepted',
    'silent @3 rest 3',
    'waiting @3 rest 3',
  ]
  expect(whole.told).toEqual(expected)
  const names = new Set(whole.passed.map(({ name }) => name))
  for (const name of ['definitions.publish', 'mappings.note', 'touches.advance', 'steeredRuns.move']) {
    expect(names).toContain(`stores.${name}`)
  }
  for (const [n, point] of whole.passed.entries()) {
    const { broke, told } = await move(`j${n}`, point)
    expect({ point, broke, told }).toEqual({ point, broke: true, told: expected })
  }
})
