import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Run } from '../../../models/run.ts'
import { aRun as anyRun } from '../../../test/testing/a-run.ts'
import { aTouch } from '../../../test/testing/a-touch.ts'
import { reachWorld } from '../testing/reach-world.ts'

type World = Awaited<ReturnType<typeof reachWorld>>
const dayMs = 86_400_000
const now = new Date('2026-11-19T14:05:00+08:00')
const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs)

/** Half and half of those who are not held out. */
const repurchase = (split: string) => `
journey: repurchase
name: 老用户复购
owner: 周敏
entry: { event: lead.submitted, again: always }
goal: { event: order.paid, within: 14 days, value: amountFen }
holdout: 10
steps:
  which:
    name: 回购提醒提前几天发
    split:
${split}
  early: { name: 提前 5 天, tag: { add: [早] }, next: end }
  late: { name: 提前 3 天, tag: { add: [晚] }, next: end }
`
const evenly = repurchase('      - { share: 50, to: late } # 现在的做法\n      - { share: 50, to: early }')
const silent = `
journey: silent
name: 没有比的
entry: { event: lead.submitted }
steps:
  one: { tag: { add: [x] }, next: end }
`

let world: World
let united: string
beforeAll(async () => {
  world = await reachWorld()
  world.clock.set(now)
  await world.publish(evenly)
  await world.publish(silent)
  united = (await world.aCustomer())._id
  await world.connection.collection('runs').insertMany(history() as never[])
  // One person by two profiles, and in an arm by each.
  await world.connection.collection('customers').insertOne({ _id: 'c-before', mergedInto: united } as never)
  await world.connection.collection('events').insertMany([
    refusal('c-late-20-0', daysAgo(19)),
    // After the window.
    refusal('c-late-40-1', daysAgo(20)),
  ] as never[])
  await world.connection
    .collection('touches')
    .insertMany([
      aTouch('t1', daysAgo(20), { journeyId: 'repurchase', runId: 'late-20-0', channel: 'sms' }),
      aTouch('t2', daysAgo(19), { journeyId: 'repurchase', runId: 'late-20-0', channel: 'email' }),
      aTouch('t3', daysAgo(20), { journeyId: 'repurchase', runId: 'late-20-1', state: 'skipped' }),
    ] as never[])
})
afterAll(() => world.close())

const refusal = (customerId: string, at: Date) => ({
  ...{ _id: `refused:${customerId}`, customerId, name: 'customer.consent_changed', at, receivedAt: at },
  props: { channel: 'sms', old: 'granted', new: 'refused', source: 'sms' },
})

function aRun(id: string, startedAt: Date, more: Partial<Run>): Run {
  const own = { journeyId: 'repurchase', versionId: 'repurchase@1', state: 'ended' } as const
  return anyRun(id, startedAt, { ...own, ...more })
}

/** Of each of the 60 days up to the one two weeks and a day ago: 12 late, 3 of whom buy for 100 yuan, and 12 early, of whom 6. */
function history(): Run[] {
  const runs: Run[] = []
  const add = (arm: string, day: number, n: number, buys: boolean, holdout = false) =>
    runs.push(
      aRun(`${holdout ? 'held' : arm}-${day}-${n}`, daysAgo(day), {
        arms: { which: arm },
        holdout,
        ...(buys && { goalMetAt: daysAgo(day - 3), goalValueFen: 10_000 }),
      }),
    )
  for (let day = 15; day < 75; day += 1) {
    for (let n = 0; n < 12; n += 1) {
      add('late', day, n, n < 3)
      add('early', day, n, n < 6)
    }
    for (let n = 0; n < (day % 3 === 0 ? 4 : 2); n += 1)
      add(n === 0 ? 'late' : 'early', day, n, n === 0 && day % 6 === 0, true)
  }
  // Their window is not over, whatever they bought.
  for (let n = 0; n < 5; n += 1) add('late', 13, n, n < 4)
  const twice = (id: string, arm: string, customerId: string, day: number) =>
    runs.push(aRun(id, daysAgo(day), { customerId, arms: { which: arm } }))
  twice('two-1', 'late', 'c-before', 30)
  twice('two-2', 'early', united, 20)
  // Entered again, with the arm they had: one person.
  twice('again', 'late', 'c-late-20-0', 16)
  runs.push(aRun('test', daysAgo(30), { arms: { which: 'early' }, isTest: true }))
  runs.push(aRun('not-there-yet', daysAgo(30), {}))
  runs.push(
    aRun('inside', daysAgo(40), {
      ...{ state: 'active', arms: { which: 'late' }, customerId: 'c-late-40-1' },
    }),
  )
  return runs
}

const place = '/experiments/repurchase/which'
const find = async (query = '') =>
  (await world.call('GET', `${place}${query}`, { cookie: await world.as('analyst') })).body

it('counts each person once, whose window is over, by what their journey says the goal is', async () => {
  const found = await find()
  expect(found).toMatchObject({
    name: '回购提醒提前几天发',
    journeyName: '老用户复购',
    goal: { says: '购买', within: '14 天' },
    isDealing: true,
    arms: [
      { id: 'late', letter: 'A', name: '提前 3 天', share: 50, people: 720, reached: 180, waiting: 5 },
      { id: 'early', letter: 'B', name: '提前 5 天', share: 50, people: 720, reached: 360, waiting: 0 },
      { id: '_holdout', people: 160, reached: 10, waiting: 0 },
    ],
    from: '2026-09-06',
    to: '2026-11-04',
    next: { inside: 1, holdout: 10 },
  })
  // 180 of 720 bought for 100 yuan.
  expect(found.arms[0]).toMatchObject({ rate: 0.25, fenPerPerson: 2_500, refused: 1 })
})

it('says it in one sentence, with the interval of each day', async () => {
  const found = await find()
  expect(found.verdict).toMatchObject({
    kind: 'told',
    says: '提前 5 天比提前 3 天，多 100% 的人购买，可以信。',
    winner: 'early',
  })
  expect(found.verdict.details.join('；')).toContain('提前 5 天比什么都不发，多 700%')
  const [comparison] = found.comparisons
  expect(comparison).toMatchObject({ a: 'late', b: 'early', difference: 0.25, isTold: true })
  expect(found.course).toHaveLength(60)
  expect(found.course.at(-1)).toEqual({
    ...{ day: '2026-11-04', difference: 0.25, from: comparison.from, to: comparison.to },
  })
  const width = ({ from, to }: { from: number; to: number }) => to - from
  expect(width(found.course.at(-1))).toBeLessThan(width(found.course[20]))
  const since = found.course.findIndex(({ day }: { day: string }) => day === comparison.since)
  expect(found.course.slice(since).every(({ from }: { from: number }) => from > 0)).toBe(true)
  expect(found.course[since - 1].from).toBeLessThanOrEqual(0)
})

it('says whether one may believe it: dealt as meant, nobody in two arms, refusals, nothing to the hold-out', async () => {
  const { health } = await find()
  expect(health).toMatchObject([
    { key: 'dealt', state: 'good', figures: '725 : 720，p = 1.00' },
    { key: 'inTwo', state: 'bad', figures: '1 人' },
    { key: 'refused', state: 'good', figures: 'A 0.1% · B 0.0%，看不出差别' },
    { key: 'heldOut', state: 'good', figures: '160 人，触达 0 条' },
    { key: 'waiting', state: 'note', says: '5 人还没满 14 天' },
  ])
  await world.connection
    .collection('touches')
    .insertOne(aTouch('t9', daysAgo(20), { journeyId: 'repurchase', runId: 'held-20-0' }) as never)
  expect((await find()).health[3]).toMatchObject({ state: 'bad', says: '对照组收到了营销消息' })
})

it('cuts by weekday, hour and first channel, and the cuts of each make the whole', async () => {
  const { cuts } = await find()
  const of = (by: string) => cuts.filter((cut: { by: string }) => cut.by === by)
  for (const by of ['week', 'hour']) {
    const people = of(by).map(({ arms }: { arms: { people: number }[] }) => arms[0]?.people ?? 0)
    expect(people.reduce((sum: number, each: number) => sum + each, 0)).toBe(720)
  }
  expect(of('week').map(({ says }: { says: string }) => says)).toEqual(['周一到周五进来的', '周末进来的'])
  expect(of('hour')).toMatchObject([{ says: '12 点到 18 点进来的' }])
  expect(of('channel')).toMatchObject([
    { says: '先收到短信的', arms: [{ people: 1 }, { people: 0, rate: null }] },
  ])
})

it('lists exactly the people of a figure, page by page, each once', async () => {
  const { arms, readAt } = await find()
  const cookie = await world.as('analyst')
  const listed = async (which: string, arm: string) => {
    const names: string[] = []
    let after = ''
    for (;;) {
      const query = `which=${which}&arm=${arm}&at=${readAt}&limit=200${after && `&after=${after}`}`
      const { body } = await world.call('GET', `${place}/people?${query}`, { cookie })
      expect(body).toHaveProperty('items')
      names.push(...body.items.map(({ customerId }: { customerId: string }) => customerId))
      if (body.next === null) return { total: body.total, names: new Set(names), rows: names.length }
      after = encodeURIComponent(body.next)
    }
  }
  for (const { id, people, reached, waiting } of arms) {
    for (const [which, count] of Object.entries({ people, reached, waiting })) {
      const { total, names, rows } = await listed(which, id)
      expect([id, which, total, names.size, rows]).toEqual([id, which, count, count, count])
    }
  }
  expect([...(await listed('inTwo', 'any')).names]).toEqual([united])
  expect([...(await listed('waiting', 'late')).names].every((name) => name.startsWith('c-late-13'))).toBe(
    true,
  )
})

it('lists every split and hold-out there is, and no journey without one', async () => {
  const { body } = await world.call('GET', '/experiments', { cookie: await world.as('editor') })
  expect(body.items).toMatchObject([
    { journeyId: 'repurchase', place: 'which', verdict: { kind: 'told' } },
    {
      ...{ journeyId: 'repurchase', place: '_holdout', name: '发和不发' },
      arms: [{ id: '_holdout', people: 160, reached: 10 }, { id: '_treated' }],
    },
  ])
  for (const path of [
    '/experiments/silent/_holdout',
    '/experiments/none/which',
    '/experiments/repurchase/late',
  ]) {
    expect((await world.call('GET', path, { cookie: await world.as('owner') })).status).toBe(404)
  }
})

it('answers for the difference that is asked about', async () => {
  expect((await find('?points=10')).points).toMatchObject({ asked: 10 })
  expect((await find()).points).toMatchObject({ asked: 5, choices: [0.5, 1, 2, 3, 5, 10] })
})

it('gives all new people one arm: roles, audit, words kept, hold-out kept, and nobody mixed into the figures', async () => {
  const before = (await find()).next.on
  const decide = async (role: 'owner' | 'marketer' | 'analyst' | 'editor', body: object) =>
    world.call('POST', `${place}/new-people`, { cookie: await world.as(role), body })
  expect((await decide('analyst', { arm: 'early' })).status).toBe(403)
  expect((await decide('editor', { arm: 'early' })).status).toBe(403)
  expect((await decide('owner', { arm: 'nowhere' })).status).toBe(409)

  const done = await decide('marketer', { arm: 'early', on: before })
  expect(done).toMatchObject({ status: 200, body: { number: 2, inside: 1 } })
  const [version] = await world.stores.definitions.versions(['journey:repurchase@2'])
  expect(version?.text).toContain('- { share: 0, to: late } # 现在的做法')
  const definition = JSON.parse(version?.definition ?? '{}')
  expect(definition).toMatchObject({
    holdout: 10,
    steps: {
      which: {
        shares: [
          { share: 0, to: 'late' },
          { share: 100, to: 'early' },
        ],
      },
    },
  })
  const noted = await world.connection.collection('auditLog').find({ action: 'experiment.decided' }).toArray()
  expect(noted).toMatchObject([
    { details: { place: 'which', arm: 'early', before: { late: 50, early: 50 }, inside: 1 } },
  ])
  expect((await decide('owner', { arm: 'early' })).body.error).toMatchObject({ code: 'experiment.decided' })

  await world.connection
    .collection('runs')
    .insertOne(aRun('since', daysAgo(15), { versionId: 'repurchase@2', arms: { which: 'early' } }) as never)
  const after = await find()
  expect(after).toMatchObject({ isDealing: false, next: null })
  expect(after.arms[1]).toMatchObject({ people: 720, share: null })
  expect((await decide('marketer', { arm: 'late', on: before })).status).toBe(409)
})

it('begins the draft of the next test from what won, once, and never over what somebody wrote', async () => {
  const begin = async (role: 'marketer' | 'analyst') =>
    world.call('POST', `${place}/next-test`, {
      cookie: await world.as(role),
      body: { session: 'a page of mine' },
    })
  expect((await begin('analyst')).status).toBe(403)
  expect((await find()).after).toEqual({ canTestOn: true, wait: null })
  expect(await begin('marketer')).toMatchObject({
    status: 200,
    body: { journeyId: 'repurchase', stepId: 'early-2' },
  })
  const draft = await world.stores.drafts.find('journey:repurchase')
  expect(draft?.text).toContain('early-2')
  expect((await begin('marketer')).body.error).toMatchObject({ code: 'draft.there' })
  expect((await world.stores.drafts.find('journey:repurchase'))?.text).toBe(draft?.text)
  const held = await world.call('POST', '/experiments/repurchase/_holdout/next-test', {
    ...{ cookie: await world.as('owner'), body: { session: 'a page of mine' } },
  })
  expect(held.body.error).toMatchObject({ code: 'experiment.no_winner' })
})
