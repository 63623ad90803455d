import { afterEach, beforeEach, expect, it } from 'vitest'
import { mendIndexes } from '../../../models/indexes.ts'
import type { Run } from '../../../models/run.ts'
import type { Touch } from '../../../models/touch.ts'
import { aRun } from '../../../test/testing/a-run.ts'
import { simulationsWorld } from '../simulations/testing/world.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
const text = `
settings: company
name: 公司设置
caps: { perDay: 1 }
---
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

let world: Awaited<ReturnType<typeof simulationsWorld>>
let ids: string[]
beforeEach(async () => {
  world = await simulationsWorld(() => ({ result: new Promise(() => undefined), stop: () => undefined }))
  await world.publish(text)
  ids = []
  for (const n of [1, 2, 3]) {
    const phone = { kind: 'phone', value: `+8613800000${n}00`, verified: true } as const
    const at = world.clock.now()
    const { _id } = await world.customers.getOrCreate([phone], { source: 'lead', at })
    await world.connection
      .collection<{ _id: string }>('customers')
      .updateOne({ _id }, { $set: { owner: `Sales${n}` } })
    ids.push(_id)
  }
})
afterEach(() => world.close())

const ago = (ms: number) => new Date(world.clock.now().getTime() - ms)

async function runs(...more: Partial<Run>[]): Promise<void> {
  const all = more.map((each, n) => {
    const customerId = each.customerId ?? (ids[n % 3] as string)
    return aRun(`nurture:${customerId}:${n}`, ago(dayMs), {
      journeyId: 'nurture',
      versionId: 'nurture@1',
      customerId,
      stepId: 'offer',
      visits: { offer: 1 },
      ...each,
    })
  })
  await world.connection.collection<Run>('runs').insertMany(all)
}

function deferred(runId: string, reason: string): Touch {
  const until = new Date(world.clock.now().getTime() + dayMs)
  const decision = { at: ago(minuteMs), gate: 'capSlot', verdict: 'defer', reason, until } as const
  return {
    _id: `${runId}:offer:1`,
    customerId: 'c',
    messageId: 'offer',
    purpose: 'marketing',
    state: 'deferred',
    journeyId: 'nurture',
    stepId: 'offer',
    runId,
    dueAt: until,
    rev: 1,
    attempts: [],
    decisions: [{ ...decision, inputs: { perDay: 1, perWeek: 5, settings: 'company@1' } }],
    links: {},
    createdAt: ago(dayMs),
    isTest: false,
  } as unknown as Touch
}

it('tells who is where now and what became of the last 30 days; test accounts count nowhere', async () => {
  await runs(
    { visits: { offer: 1 } },
    { stepId: 'rest', visits: { offer: 1, rest: 1 } },
    {
      stepId: 'rest',
      visits: { offer: 1, rest: 1 },
      state: 'ended',
      endReason: 'exit:order.paid',
      dueAt: undefined,
    },
    { stepId: 'gone', versionId: 'nurture@1', visits: { gone: 1 } },
    { isTest: true },
    { startedAt: ago(40 * dayMs), stepId: 'rest' },
  )
  const marketer = await world.page('marketer')
  const { body } = await marketer.get('/journeys/nurture/places')
  expect(body).toMatchObject({
    days: 30,
    inside: 4,
    entered: 4,
    completed: 0,
    steps: [
      { id: 'offer', there: 1, totals: { came: 3, left: [] } },
      {
        id: 'rest',
        there: 2,
        totals: { came: 2, left: [{ reason: 'exit:order.paid', says: '购买后离开', people: 1 }] },
      },
      { id: 'call', there: 0, totals: { came: 0 } },
    ],
    elsewhere: [{ number: 1, stepId: 'gone', people: 1 }],
  })
})

it('lists who stands at a step, the next moment first, late ones before all, with the reasons as filters', async () => {
  await runs(
    { dueAt: new Date(world.clock.now().getTime() + dayMs), shard: 3 },
    { dueAt: new Date(world.clock.now().getTime() + 2 * dayMs), shard: 1 },
    { dueAt: ago(10 * minuteMs), shard: 2 },
    { dueAt: ago(20 * minuteMs), shard: 2, isTest: true },
  )
  const [first, second] = [`nurture:${ids[0]}:0`, `nurture:${ids[1]}:1`]
  await world.connection
    .collection<Touch>('touches')
    .insertMany([deferred(first, 'dayCapFull'), deferred(second, 'quietHours')])
  const marketer = await world.page('marketer')
  const head = (await marketer.get('/journeys/nurture/places/offer/reasons')).body
  expect(head).toMatchObject({ total: 3, late: 1, counted: 3 })
  expect(head.reasons.map(({ reason, people }: Record<string, unknown>) => [reason, people])).toEqual([
    ['late', 1],
    ['dayCapFull', 1],
    ['quietHours', 1],
  ])
  const { body } = await marketer.get('/journeys/nurture/places/offer')
  expect(body.next).toBeNull()
  expect(
    body.items.map(({ runId, isLate, reason }: Record<string, unknown>) => [runId, isLate, reason]),
  ).toEqual([
    [`nurture:${ids[2]}:2`, true, 'late'],
    [first, false, 'dayCapFull'],
    [second, false, 'quietHours'],
  ])
  expect(body.items[1].phone).toMatch(/^138\*+/)
  const filtered = await marketer.get('/journeys/nurture/places/offer?reason=dayCapFull&limit=1')
  expect(filtered.body).toMatchObject({ items: [{ runId: first }] })
  const start = (await marketer.get('/journeys/nurture/places/offer?limit=2')).body
  const beyond = await marketer.get(
    `/journeys/nurture/places/offer?limit=2&after=${encodeURIComponent(start.next)}`,
  )
  expect(beyond.body).toMatchObject({ items: [{ runId: second }], next: null })
  expect((await marketer.get('/journeys/nurture/places/offer?after=elsewhere')).status).toBe(422)

  const why = await marketer.get(`/journeys/nurture/places/offer/why?runId=${first}`)
  expect(why.body).toMatchObject({
    says: '等待中：今天的触达次数已满。',
    next: { at: expect.any(String) },
    setting: {
      label: expect.stringContaining('触达频控'),
      place: { kind: 'settings', part: 'caps' },
      version: { number: 1, by: 'file' },
    },
  })
})

it('pages and takes along any number of people, each of them once, though all wait for one moment', async () => {
  await mendIndexes(world.connection)
  const at = new Date(world.clock.now().getTime() + dayMs)
  await runs(
    ...Array.from({ length: 1_100 }, (_, n) => ({
      dueAt: n % 4 === 0 ? new Date(at.getTime() + n) : at,
      shard: n % 16,
    })),
  )
  const marketer = await world.page('marketer')
  expect((await marketer.get('/journeys/nurture/places/offer/reasons')).body).toMatchObject({
    total: 1_100,
    counted: 1_000,
    late: 0,
  })
  const seen: string[] = []
  for (let after = ''; seen.length < 150; ) {
    const { items, next } = (await marketer.get(`/journeys/nurture/places/offer?limit=50${after}`)).body
    seen.push(...items.map(({ runId }: { runId: string }) => runId))
    after = `&after=${encodeURIComponent(next)}`
  }

  const taken: { phone: string; runId: string }[] = []
  for (let after: string | undefined; ; ) {
    const { items, next } = (await marketer.post('/journeys/nurture/places/offer/export', { after })).body
    taken.push(...items)
    if (next === null) break
    after = next
  }
  expect(new Set(taken.map(({ runId }) => runId)).size).toBe(1_100)
  expect(taken.slice(0, 150).map(({ runId }) => runId)).toEqual(seen)
  expect(taken.every(({ phone }) => /^138\*+/.test(phone))).toBe(true)
  const noted = await world.connection.collection('auditLog').find({ action: 'place.exported' }).toArray()
  expect(noted).toMatchObject([{ on: 'journey:nurture', details: { step: 'offer', people: 1_100 } }])
  const analyst = await world.page('analyst')
  expect((await analyst.post('/journeys/nurture/places/offer/export', {})).status).toBe(403)
})

it('opens the people behind every total: who came, left, was sent to or not, and reached the goal', async () => {
  await runs(
    { visits: { offer: 1, rest: 1 }, stepId: 'rest' },
    {
      visits: { offer: 1, rest: 1 },
      stepId: 'rest',
      startedAt: ago(2 * dayMs),
      state: 'ended',
      endReason: 'exit:order.paid',
      endedAt: ago(minuteMs),
      goalMetAt: ago(minuteMs),
    },
    { visits: { offer: 1 }, startedAt: ago(40 * dayMs) },
    { visits: { offer: 1, rest: 1 }, stepId: 'rest', isTest: true },
  )
  const [one, other] = [`nurture:${ids[0]}:0`, `nurture:${ids[1]}:1`]
  const skipped = { gate: 'consent', verdict: 'skip', reason: 'noConsent', final: true, at: ago(minuteMs) }
  await world.connection.collection<Touch>('touches').insertMany([
    {
      ...deferred(one, 'x'),
      customerId: ids[0] as string,
      state: 'clicked',
      channel: 'sms',
      sentAt: ago(dayMs),
    },
    {
      ...deferred(other, 'x'),
      customerId: ids[1] as string,
      state: 'skipped',
      decisions: [skipped],
    } as Touch,
  ])
  const marketer = await world.page('marketer')
  const passed = async (step: string, which: string) =>
    (await marketer.get(`/journeys/nurture/places/${step}/passed?which=${which}`)).body.items.map(
      ({ customerId, says }: Record<string, unknown>) => [customerId, says],
    )
  expect(await passed('rest', 'came')).toEqual([
    [ids[0], '还在流程里'],
    [ids[1], '购买后离开'],
  ])
  expect(await passed('rest', 'left')).toEqual([[ids[1], '购买后离开']])
  expect(await passed('offer', 'reached')).toEqual([[ids[1], '达成目标']])
  expect(await passed('offer', 'sent')).toEqual([[ids[0], '短信 · 已点击']])
  expect(await passed('offer', 'notSent')).toEqual([[ids[1], expect.stringContaining('同意')]])
  const lead = await world.page('lead')
  expect((await lead.get('/journeys/nurture/places/offer/passed?which=came')).status).toBe(403)
})

it('tells what really happened on the version in use, no longer than it is in use', async () => {
  await runs(
    { visits: { offer: 1, rest: 1 }, stepId: 'rest', startedAt: ago(0) },
    {
      visits: { offer: 1 },
      startedAt: ago(0),
      state: 'ended',
      endReason: 'exit:order.paid',
      goalMetAt: ago(0),
    },
    { visits: { offer: 1 }, startedAt: ago(dayMs) },
    { visits: { offer: 1 }, startedAt: ago(0), versionId: 'nurture@0' },
  )
  const real = (await (await world.page('analyst')).get('/journeys/nurture/real-figures?days=90')).body
  expect(real).toMatchObject({
    number: 1,
    from: ago(0).toISOString(),
    entered: 2,
    reached: 1,
    steps: [
      { id: 'offer', came: 2, there: 0, left: 1 },
      { id: 'rest', came: 1, there: 1, left: 0 },
      { id: 'call', came: 0 },
    ],
  })
})

it('a lead sees those of their own departments, and nobody else by a guessed id', async () => {
  await world.stores.staff.save({ _id: 'sales1', name: '李雷', department: '华东' } as never)
  // One of them was somebody else when they came in.
  const customers = world.connection.collection<{ _id: string }>('customers')
  await customers.insertOne({ _id: 'c_before', owner: 'sales9', mergedInto: ids[0] } as never)
  await customers.updateOne({ _id: ids[0] as string }, { $set: { mergedFrom: ['c_before'] } })
  await runs({}, {}, {}, { customerId: 'c_before' })
  const lead = await world.page('lead', { departments: ['华东'] })
  const { body } = await lead.get('/journeys/nurture/places')
  expect(body).toMatchObject({ inside: 2, entered: null, steps: [{ there: 2, totals: null }, {}, {}] })
  const people = (await lead.get('/journeys/nurture/places/offer')).body
  const idsOf = ({ items }: { items: { customerId: string }[] }) => items.map(({ customerId }) => customerId)
  expect(idsOf(people)).toEqual([ids[0], ids[0]])
  // Where they have more customers than are on the journey, those on it are looked through.
  const others = Array.from({ length: 9 }, (_, n) => ({ _id: `c_other${n}`, owner: 'sales1' }))
  await customers.insertMany(others as never[])
  expect((await lead.get('/journeys/nurture/places')).body).toMatchObject({ inside: 2 })
  expect((await lead.get('/journeys/nurture/places/offer')).body.items).toHaveLength(2)
  const other = await lead.get(`/journeys/nurture/places/offer/why?runId=nurture:${ids[1]}:1`)
  expect(other.status).toBe(404)
  expect((await (await world.page('sales')).get('/journeys/nurture/places')).status).toBe(403)
})
