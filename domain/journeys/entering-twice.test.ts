import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KeluEvent } from '../../models/event.ts'
import type { IdentityClaim } from '../customers/contract.ts'
import type { JourneyStores } from './create-journeys.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const minuteMs = 60_000
const dayMs = 1440 * minuteMs
const steps = { say: { send: { message: 'hello' }, next: 'rest' }, rest: { wait: '1 hour', next: 'end' } }

let world: JourneyWorld
beforeEach(async () => {
  world = await aJourneyWorld()
})
afterEach(() => world.drop())

/** Ends the process that comes to it. */
const dies = async (): Promise<never> => {
  throw new Error('killed')
}

/** Where a write stands until the test opens. */
function door() {
  let open = () => {}
  let arrive = () => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  const pass = () => {
    arrive()
    return opened
  }
  return { open, arrived, pass }
}

/** Somebody new fills in a form, and is found to be an older customer while that is dealt with. */
async function aLead(entry: { again?: string; key?: string } = {}) {
  await world.publish({ journey: 'j', entry: { event: 'lead.submitted', ...entry }, steps })
  const older = await world.aCustomer({ phone: null })
  world.clock.advance(minuteMs)
  const newer = await world.aCustomer()
  const event: KeluEvent = {
    _id: 'form:1',
    customerId: newer._id,
    name: 'lead.submitted',
    at: world.clock.now(),
    receivedAt: world.clock.now(),
    props: { form: 'A' },
    source: 'test',
  }
  await world.customers.accept([event])

  return {
    newer,
    /** The first process, with stores that stop where the test says. */
    takenUpWith: (stores: Partial<JourneyStores>) => world.newJourneys('first', stores).onEvent(event, newer),
    async merge(): Promise<void> {
      const one: IdentityClaim[] = [{ kind: 'unionid', value: 'u1' }]
      await world.customers.addClaims(older._id, one, 'test')
      await world.customers.addClaims(newer._id, one, 'test')
      expect(await world.customers.find(newer._id)).toMatchObject({ _id: older._id })
    },
    /** By the second process, which finds the event open. */
    takenUpAgain: () => world.customers.process([event._id]),
  }
}

/** Also after everybody's leases are over and the audit was there. */
async function expectOneRunAndOneMessage(): Promise<void> {
  world.clock.advance(2 * minuteMs)
  await world.work()
  await world.journeys.audit()
  expect((await world.allRuns()).map(({ cause }) => cause)).toEqual(['form:1'])
  expect(world.eventsNamed('journey.entered')).toHaveLength(1)
  expect(world.texts()).toHaveLength(1)
}

describe('an event that two processes deal with, the customer merged in between, begins one run', () => {
  it.each([{}, { key: 'form' }, { again: 'always' }])(
    'when the first has begun it only just: %o',
    async (entry) => {
      const lead = await aLead(entry)
      const { entries } = world.stores
      const following = door()
      const first = lead.takenUpWith({
        entries: { ...entries, follow: (begun) => following.pass().then(() => entries.follow(begun)) },
      })
      await following.arrived
      await lead.merge()
      await lead.takenUpAgain()
      following.open()
      await first
      await expectOneRunAndOneMessage()
    },
  )

  it('when the first is about to begin it', async () => {
    const lead = await aLead()
    const { runs } = world.stores
    const inserting = door()
    const first = lead.takenUpWith({
      runs: { ...runs, insertMany: (begun) => inserting.pass().then(() => runs.insertMany(begun)) },
    })
    await inserting.arrived
    await lead.merge()
    await lead.takenUpAgain()
    inserting.open()
    await first
    await expectOneRunAndOneMessage()
  })

  it('when the second decides first what it begins', async () => {
    const lead = await aLead()
    const { events } = world.stores
    const noting = door()
    const first = lead.takenUpWith({
      events: { ...events, noteEntry: (...given) => noting.pass().then(() => events.noteEntry(...given)) },
    })
    await noting.arrived
    await lead.merge()
    await lead.takenUpAgain()
    noting.open()
    await first
    await expectOneRunAndOneMessage()
  })

  it('when the first began it and died', async () => {
    const lead = await aLead()
    const first = lead.takenUpWith({ entries: { ...world.stores.entries, follow: dies } })
    await expect(first).rejects.toThrow('killed')
    await lead.merge()
    await lead.takenUpAgain()
    await expectOneRunAndOneMessage()
  })

  it('when the first died before it began', async () => {
    const lead = await aLead()
    const first = lead.takenUpWith({ runs: { ...world.stores.runs, insertMany: dies } })
    await expect(first).rejects.toThrow('killed')
    await lead.merge()
    await lead.takenUpAgain()
    await expectOneRunAndOneMessage()
  })
})

it('an event whose place another took begins the next run', async () => {
  const lead = await aLead({ again: 'always' })
  const first = lead.takenUpWith({ runs: { ...world.stores.runs, insertMany: dies } })
  await expect(first).rejects.toThrow('killed')
  await world.does(lead.newer, 'lead.submitted', {}, { id: 'form:2' })
  world.clock.advance(dayMs)
  await world.work()
  await lead.takenUpAgain()
  const began = (await world.allRuns()).map(({ _id, cause }) => [_id, cause])
  expect(began).toEqual([
    [`j:${lead.newer._id}:1`, 'form:2'],
    [`j:${lead.newer._id}:2`, 'form:1'],
  ])
})
