import { afterAll, beforeAll, expect, it } from 'vitest'
import { aTouch } from '../../../test/testing/a-touch.ts'
import { reachWorld } from '../testing/reach-world.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const now = new Date('2026-11-19T14:05:00+08:00')

const text = (within: string) => `
message: offer
name: 上新
purpose: marketing
sms: { text: 上新了 拒收请回复R, templates: { aliyun: SMS_200001 } }
---
journey: nurture
name: 线索培育
entry: { event: lead.submitted, again: always }
steps:
  offer: { send: { message: offer }, next: bought }
  bought:
    name: 买了没有
    waitFor: { event: order.paid, within: ${within} }
    yes: end
    no: after
  after: { tag: { add: [没买] }, next: seen }
  seen:
    waitFor: { event: page.viewed, within: 1 day }
    yes: end
    no: end
`

let world: Awaited<ReturnType<typeof reachWorld>>
beforeAll(async () => {
  world = await reachWorld()
  world.clock.set(now)
  await world.publish(text('3 days'))
  const { connection } = world
  await connection
    .collection('touches')
    .insertMany([...sent('nurture@1', 0, 200), ...notCounted()] as never[])
  await connection.collection('events').insertMany([
    ...paid(0, 60, 5 * hourMs),
    // Too late, of another kind, before the message.
    ...paid(60, 80, 4 * dayMs),
    ...paid(80, 90, -hourMs),
    ...paid(90, 100, hourMs, 'page.viewed'),
    // Once more: the first counts.
    ...paid(0, 60, 2 * dayMs),
  ] as never[])
})
afterAll(() => world.close())

const at = (n: number) => new Date(now.getTime() - (5 + (n % 20)) * dayMs)

function sent(versionId: string, from: number, to: number) {
  return Array.from({ length: to - from }, (_, n) =>
    aTouch(`r${from + n}:offer:1`, at(from + n), {
      ...{ journeyId: 'nurture', stepId: 'offer', versionId },
      ...{ runId: `r${from + n}`, customerId: `c${from + n}` },
    }),
  )
}

/** Whose wait is not over, who only walked a test, whose message did not go out. */
function notCounted() {
  return [
    aTouch('young', new Date(now.getTime() - 2 * dayMs)),
    aTouch('test', at(0), { isTest: true }),
    aTouch('skipped', at(0), { state: 'skipped' }),
  ].map((one) => ({
    ...one,
    ...{ journeyId: 'nurture', stepId: 'offer', versionId: 'nurture@1', runId: one._id, customerId: one._id },
  }))
}

function paid(from: number, to: number, afterMs: number, name = 'order.paid') {
  return Array.from({ length: to - from }, (_, n) => ({
    _id: `${name}:${from + n}:${afterMs}`,
    ...{ customerId: `c${from + n}`, name, at: new Date(at(from + n).getTime() + afterMs), props: {} },
    receivedAt: now,
  }))
}

const waits = async () =>
  (await world.call('GET', '/journeys/nurture/waits', { cookie: await world.as('marketer') })).body.items

it('of a wait after a message it says how soon people did what it waits for, each once; of others nothing', async () => {
  expect(await waits()).toEqual([
    {
      ...{ stepId: 'bought', name: '买了没有', way: 'shorter', now: '3 天', proposed: '6 hours' },
      says: '60 人等到了，其中 60 人（100%）在 6 小时内；缩短到 6 小时看来就够（看了 200 人）。',
    },
  ])
})

it('a version with another wait begins anew: what people did in another time says nothing of it', async () => {
  await world.publish(text('2 days'))
  expect(await waits()).toMatchObject([
    { way: 'unclear', proposed: null, says: '长短还看不出，等完的 0 人里 0 人等到了，满 50 人才看。' },
  ])
  await world.connection.collection('touches').insertMany(sent('nurture@2', 200, 300) as never[])
  await world.connection.collection('events').insertMany(paid(200, 260, hourMs / 2) as never[])
  // What was counted is given again for a while, by version.
  await world.publish(text('2 days').replace('买了没有', '下单了没有'))
  expect(await waits()).toMatchObject([{ name: '下单了没有', proposed: '30 minutes' }])
})

it('refuses a journey nobody knows', async () => {
  const answer = await world.call('GET', '/journeys/none/waits', { cookie: await world.as('owner') })
  expect(answer.status).toBe(404)
})
