import { afterEach, beforeEach, expect, it } from 'vitest'
import { createRunFigures } from '../../models/run-figures.ts'
import { createTouchFigures } from '../../models/touch-figures.ts'
import { createTestAccounts } from '../customers/test-accounts.ts'
import { summarise } from '../insights/summary.ts'
import { aMessage, sms } from '../outreach/testing/messages.ts'
import { createHolds } from './holds.ts'
import { createTestWalk } from './test-walk.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const dayMs = 86_400_000
const waitAtMostMs = 60_000

let world: JourneyWorld
beforeEach(async () => {
  world = await aJourneyWorld()
})
afterEach(() => world.drop())

const long = {
  journey: 'j',
  entry: { event: 'order.paid', key: 'orderId' },
  holdout: 50,
  steps: {
    rest: { wait: { for: '30 days', between: '10:00-11:00' }, next: 'date' },
    date: { wait: { until: '2099-01-01T10:00:00+08:00' }, next: 'gift' },
    gift: { coupon: { batch: 'b' }, next: 'ask' },
    ask: { send: { message: 'promo' }, next: 'answer' },
    answer: { waitFor: { event: 'message.clicked', within: '7 days' }, yes: 'end', no: 'call' },
    call: { task: { title: '打个电话' }, next: 'end' },
  },
}

const accounts = () => createTestAccounts({ customers: world.customers, store: world.stores.customers })

async function walk(customer: Awaited<ReturnType<JourneyWorld['aCustomer']>>, versionId = 'j@1') {
  const definition = await world.published.version('journey', versionId)
  if (definition === null) throw new Error(`no version ${versionId}`)
  const { registry, snapshot } = world.published
  const holds = createHolds({ registry, headOf: (kind, id) => snapshot().headOf(kind, id) })
  const start = createTestWalk({ ...world.stores, history: world.stores.events, holds, clock: world.clock })
  return start({ versionId, definition, customer, waitAtMostMs })
}

it('walks a whole journey with every wait shortened, for a date and an event too, and counts in nothing', async () => {
  world.say(aMessage({ id: 'promo', purpose: 'marketing', content: sms('新品') }))
  await world.publish(long)
  const other = await world.aCustomer()
  const tester = await accounts().mark(await world.aCustomer())
  await world.does(
    tester,
    'order.paid',
    { orderId: 'A' },
    { at: new Date(world.clock.now().getTime() - 9 * dayMs) },
  )
  expect(await world.allRuns()).toEqual([])

  expect(await walk(tester)).toMatchObject({ kind: 'begun', runId: `j:${tester._id}:A:1` })
  await world.work()
  const stepsSeen: string[] = []
  for (let waits = 0; waits < 3; waits += 1) {
    stepsSeen.push((await world.runOf(`j:${tester._id}:A:1`)).stepId)
    world.clock.advance(waitAtMostMs)
    await world.work()
  }
  expect(stepsSeen).toEqual(['rest', 'date', 'answer'])
  expect(await world.runOf(`j:${tester._id}:A:1`)).toMatchObject({
    state: 'ended',
    endReason: 'completed',
    isTest: true,
    holdout: false,
  })
  expect(world.texts()).toHaveLength(1)
  expect(world.granted).toMatchObject([{ isTest: true }])
  expect(world.tasks).toHaveLength(1)

  expect(await createRunFigures(world.connection).tally(['j@1'])).toEqual([])
  expect(await createTouchFigures(world.connection).tallyOf('j')).toEqual([])
  expect(await summarise(world.connection)).toMatchObject({
    customers: 1,
    runs: {},
    touches: {},
    goalsMet: {},
  })
  expect(await world.slots(tester)).toHaveLength(1)
  expect(await world.slots(other)).toEqual([])
})

it('goes on at once when what a shortened wait is for happens, also in a version nobody published', async () => {
  await world.publish({ ...long, entry: { api: true } })
  const steps = { answer: { waitFor: { event: 'page.viewed', within: '7 days' }, yes: 'hello', no: 'end' } }
  const hello = { hello: { send: { message: 'hello' }, next: 'end' } }
  await world.publish({ journey: 'j', entry: { api: true }, steps: { ...steps, ...hello } })
  await world.publish({ ...long, entry: { api: true } })
  const tester = await accounts().mark(await world.aCustomer())
  expect(await walk(tester, 'j@2')).toMatchObject({ kind: 'begun' })
  await world.work()
  await world.does(tester, 'page.viewed')
  expect(await world.theRun('j', tester)).toMatchObject({ versionId: 'j@2', endReason: 'completed' })
  expect(world.texts()).toHaveLength(1)
})

it('is refused to customers, while an earlier walk goes on, while the journey stands still, and without its event', async () => {
  await world.publish(long)
  world.say(aMessage({ id: 'promo', purpose: 'marketing', content: sms('新品') }))
  const tester = await world.aCustomer()
  expect(await walk(tester)).toEqual({ kind: 'refused', why: 'noTestAccount' })
  const marked = await accounts().mark(tester)
  expect(await accounts().list()).toMatchObject([{ _id: tester._id }])
  expect(await walk(marked)).toEqual({ kind: 'refused', why: 'noEvent', event: 'order.paid' })
  await world.does(marked, 'order.paid', { orderId: 'A' })
  expect(await walk(marked)).toEqual({ kind: 'refused', why: 'onTheWay' })
  await world.steer('j', 'pause')
  expect(await walk(marked)).toEqual({ kind: 'refused', why: 'held', by: 'paused' })
  await accounts().unmark(marked)
  expect(await accounts().list()).toEqual([])
})
