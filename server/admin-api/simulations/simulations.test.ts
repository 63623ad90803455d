import { afterEach, expect, it } from 'vitest'
import type { StartWork } from '../../simulations/fork-work.ts'
import { simulationsWorld } from './testing/world.ts'

const dayMs = 86_400_000
const text = `
journey: nurture
name: 线索培育
entry: { event: lead.submitted, again: always }
steps:
  offer: { send: { message: offer }, next: rest }
  rest: { wait: 3 days, next: call }
  call: { task: { title: 跟进 }, next: end }
---
message: offer
name: 上新
purpose: marketing
sms: { text: 上新了 拒收请回复R, templates: { aliyun: SMS_200001 } }
`
const [journeyText = ''] = text.split('---\n')

let world: Awaited<ReturnType<typeof simulationsWorld>>
afterEach(() => world.close())

/** Walks nothing, and ends as the test says. */
function byHand() {
  const begun: { tell: Parameters<StartWork>[1]; fail: (error: Error) => void; stopped: boolean }[] = []
  const start: StartWork = (_, tell) => {
    let fail: (error: Error) => void = () => undefined
    const result = new Promise<never>((_resolve, reject) => {
      fail = reject
    })
    const one = { tell, fail, stopped: false }
    begun.push(one)
    return {
      result,
      stop() {
        one.stopped = true
        fail(new Error('stopped'))
      },
    }
  }
  return { begun, start }
}

async function leads(count: number): Promise<void> {
  const until = world.clock.now()
  for (let n = 0; n < count; n += 1) {
    world.clock.set(new Date(until.getTime() - 10 * dayMs - n * dayMs))
    const at = world.clock.now()
    const phone = { kind: 'phone', value: `+8613800000${n}00`, verified: true } as const
    const { _id } = await world.customers.getOrCreate([phone], { source: 'lead', at })
    const sms = { state: n === 0 ? 'unknown' : 'granted', source: 'lead' } as const
    if (sms.state === 'granted') await world.customers.change(_id, { setConsent: { sms } as never }, 'agrees')
    world.clock.set(new Date(at.getTime() + 60_000))
    await world.customers.hear({
      _id: `lead:${n}`,
      customerId: _id,
      name: 'lead.submitted',
      at: world.clock.now(),
      source: 'lead',
      props: {},
    })
  }
  world.clock.set(until)
}

it('walks a draft in a process of its own and keeps what came of it, by step, reason and day', async () => {
  world = await simulationsWorld()
  await world.publish(text)
  await world.draft('journey:nurture', journeyText)
  await leads(3)
  const collection = (name: string) => world.connection.collection<{ _id: string }>(name)
  const [first] = await collection('customers').find({}).sort({ createdAt: 1 }).toArray()
  await collection('customers').updateOne({ _id: first?._id }, { $set: { homeStore: 'S1' } })
  const store = { _id: 'S1', name: '西湖店', region: '华东', department: '一部' }
  await collection('stores').insertOne(store)
  const page = await world.page('marketer')
  const { status, body } = await page.post('/definitions/journey/nurture/simulations', {
    of: 'draft',
    days: 30,
    rates: { 'sms.failed': 0 },
  })
  expect(status, JSON.stringify(body)).toBe(200)
  await world.simulations.settled()
  const { simulation } = (await page.get('/definitions/journey/nurture/simulations/latest')).body
  expect(simulation).toMatchObject({
    id: body.id,
    state: 'done',
    isDraft: true,
    number: 2,
    total: 3,
    done: 3,
    isOutdated: false,
    forecast: {
      entered: 3,
      underWay: 0,
      notSent: [{ reason: 'noConsent', count: 1, says: expect.stringContaining('同意') }],
      sent: [{ channel: 'sms', label: '短信', count: 2 }],
      tasks: [{ name: null, count: 3, busiest: { count: 1 } }],
      stores: [
        { code: '', name: null, region: null, entered: 2, tasks: 2 },
        { code: 'S1', name: '西湖店', region: '华东', entered: 1, tasks: 1 },
      ],
    },
  })
  const [offer] = simulation.forecast.steps
  expect(offer).toMatchObject({ id: 'offer', came: 3, there: 0, sent: 2, notSent: 1, fen: 10 })
  expect(simulation.forecast.entries.filter(({ people }: { people: number }) => people > 0)).toHaveLength(3)
  expect(world.changed).toContain('journey:nurture')

  const people = async (figure: string) =>
    (await page.get(`/simulations/${body.id}/people?figure=${figure}`)).body.items as Record<string, string>[]
  expect(await people('entered')).toHaveLength(3)
  const [silent, ...others] = await people('notSent:noConsent')
  expect(others).toEqual([])
  expect(silent).toMatchObject({ name: '没有昵称的客户', phone: expect.stringMatching(/^138\*+0000$/) })
  expect((await people('steps.offer.sent')).map(({ customerId }) => customerId)).not.toContain(
    silent?.customerId,
  )
  expect(await people('steps.nowhere.sent')).toEqual([])

  const longer = { text: journeyText.replace('3 days', '5 days') }
  await world.connection
    .collection<{ _id: string }>('drafts')
    .updateOne({ _id: 'journey:nurture' }, { $set: longer })
  const again = (await page.get('/definitions/journey/nurture/simulations/latest')).body.simulation
  expect(again.isOutdated).toBe(true)
})

it('tells how far it is, and ends it at once when somebody calls it off', async () => {
  const { begun, start } = byHand()
  world = await simulationsWorld(start)
  await world.publish(text)
  const page = await world.page('marketer')
  const { id } = (await page.post('/definitions/journey/nurture/simulations', { of: 1 })).body
  await expect.poll(() => begun.length).toBe(1)
  begun[0]?.tell({ total: 1_000 })
  begun[0]?.tell({ done: 400 })
  world.realClock.advance(20_000)
  await expect
    .poll(async () => (await page.get(`/simulations/${id}`)).body, { timeout: 60_000 })
    .toMatchObject({
      state: 'running',
      done: 400,
      total: 1_000,
      leftSeconds: 30,
    })
  expect((await page.post(`/simulations/${id}/cancel`)).status).toBe(200)
  await expect.poll(() => begun[0]?.stopped, { timeout: 60_000 }).toBe(true)
  expect((await page.get(`/simulations/${id}`)).body.state).toBe('cancelled')
  expect((await page.get('/definitions/journey/nurture/simulations/latest')).body.simulation).toBeNull()
})

it('is told as failed when whoever worked on it says nothing any more', async () => {
  const { begun, start } = byHand()
  world = await simulationsWorld(start)
  await world.publish(text)
  const page = await world.page('marketer')
  const { id } = (await page.post('/definitions/journey/nurture/simulations', { of: 1 })).body
  await expect.poll(() => begun.length).toBe(1)
  await world.simulations.close()
  const lost = { state: 'running', beatAt: world.realClock.now() }
  await world.connection.collection<{ _id: string }>('simulations').updateOne({ _id: id }, { $set: lost })
  expect((await page.get(`/simulations/${id}`)).body.state).toBe('running')
  world.realClock.advance(61_000)
  expect((await page.get(`/simulations/${id}`)).body.state).toBe('failed')
})

it('a draft with faults is refused with them at their fields; figures of everybody are not for everybody', async () => {
  world = await simulationsWorld(byHand().start)
  await world.publish(text)
  await world.draft('journey:nurture', journeyText.replace('wait: 3 days', 'wait: 3 dayz'))
  const page = await world.page('marketer')
  const refused = await page.post('/definitions/journey/nurture/simulations', { of: 'draft' })
  expect(refused.status).toBe(422)
  expect(Object.keys(refused.body.error.places)).toEqual(['steps.rest.wait'])
  const lead = await world.page('lead')
  expect((await lead.get('/definitions/journey/nurture/simulations/latest')).status).toBe(403)
})
