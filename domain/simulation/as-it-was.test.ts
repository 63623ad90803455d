import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Channel } from '../../models/customer.ts'
import { aJourneyWorld, type JourneyWorld } from '../journeys/testing/world.ts'
import { aMessage, email, sms, subscription } from '../outreach/testing/messages.ts'
import { share } from '../stable-hash.ts'
import { type Deed, live, lived, simulated } from './testing/lived.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

let world: JourneyWorld
beforeEach(async () => {
  world = await aJourneyWorld()
})
afterEach(() => world.drop())

/** A number below `range`, the same for ever for the same words. */
const dice = (range: number, ...words: unknown[]): number =>
  Math.floor((share(words.join(' '), 'story') / 100) * range)

const journey = {
  journey: 'nurture',
  entry: {
    event: 'lead.submitted',
    when: { not: { tag: '黑名单' } },
    again: 'after 6 days',
  },
  goal: { event: 'order.paid', within: '20 days', value: 'amountFen' },
  exit: [{ event: 'complaint.opened' }],
  holdout: 10,
  steps: {
    mark: { tag: { add: ['潜在线索'] }, next: 'hello' },
    hello: { send: { message: 'hello' }, next: 'rest' },
    rest: { wait: { for: '1 day', between: '10:00-20:00' }, next: 'which' },
    which: {
      branch: [
        { when: { event: 'order.paid', atLeast: 2 }, to: 'loyal' },
        {
          when: {
            all: [
              { trait: 'lastSeenAt', after: '3 days ago' },
              { trait: 'region', is: '上海' },
            ],
          },
          to: 'near',
        },
        { otherwise: 'arm' },
      ],
    },
    loyal: { setTrait: { stage: '老客' }, next: 'offer' },
    near: { tag: { add: ['活跃上海'] }, next: 'offer' },
    arm: {
      split: [
        { share: 50, to: 'offer' },
        { share: 50, to: 'again' },
      ],
    },
    again: { send: { message: 'again' }, next: 'offer' },
    offer: { send: { message: 'ad', whenCapped: 'next day' }, next: 'opened' },
    opened: { waitFor: { event: 'message.clicked', within: '2 days' }, yes: 'call', no: 'last' },
    call: { task: { title: '跟进', accept: '2 hours' }, next: 'end' },
    last: { send: { message: 'flash' }, next: 'end' },
  },
}

const channelsOf: Channel[][] = [['sms'], ['sms', 'email'], ['email'], []]

/** Eighteen people of all sorts, some of whom change on their way. */
async function story(from: Date): Promise<Deed[]> {
  const deeds: Deed[] = []
  const later = (n: number, what: string, days: number): Date =>
    new Date(from.getTime() + dice(days * 24 * 60, n, what, 'when') * minuteMs + 1)
  for (let n = 0; n < 18; n += 1) {
    const customer = await world.aCustomer({
      ...(n % 5 === 0 && { phone: null }),
      email: n % 2 === 0 ? `p${n}@k.example` : undefined,
      openid: n % 4 === 0 ? `o${n}` : undefined,
      timeZone: n % 7 === 0 ? 'America/Los_Angeles' : undefined,
      granted: channelsOf[n % channelsOf.length],
      ...(n % 4 === 0 && { credits: { 'tpl-1': 1 } }),
      nickname: `客${n}`,
    })
    if (n % 3 === 0)
      await world.customers.change(customer._id, { setProfile: { region: '上海' } }, `region ${n}`)
    const does = (name: string, days: number, props: object = {}): void => {
      const at = later(n, name + deeds.length, days)
      deeds.push({ at, do: () => world.does(customer, name, { ...props }) })
    }
    const changes = (
      what: string,
      days: number,
      change: Parameters<typeof world.customers.change>[1],
    ): void => {
      const at = later(n, what, days)
      deeds.push({ at, do: () => world.customers.change(customer._id, change, `${what} ${n}`) })
    }
    does('lead.submitted', 4)
    does('lead.submitted', 14)
    for (let visit = 0; visit < dice(6, n, 'visits'); visit += 1) does('miniprogram.entered', 14)
    for (let order = 0; order < dice(4, n, 'orders'); order += 1)
      does('order.paid', 14, { orderId: `o${n}-${order}`, amountFen: 10_000 + n })
    if (n % 9 === 0) does('complaint.opened', 12, { complaintId: `k${n}` })
    if (n % 6 === 0) changes('refuses', 8, { setConsent: { sms: { state: 'refused', source: 'test' } } })
    if (n % 8 === 0) changes('banned', 5, { addTags: [{ name: '黑名单', kind: 'manual' }] })
    if (n % 5 === 0) changes('phone', 6, { setProfile: { phone: `+86139${String(n).padStart(8, '0')}` } })
    if (n % 11 === 0) changes('moves', 7, { setProfile: { region: '北京', timeZone: 'Asia/Tokyo' } })
    // Read by some some time after, whatever was sent to them by then; some numbers turn out to be dead.
    deeds.push({
      at: later(n, 'answers', 14),
      async do() {
        const touches = await world.stores.touches.ofCustomers([customer._id], 20)
        for (const [index, { _id: touchId, channel }] of touches.entries()) {
          const at = world.clock.now()
          const signal = { touchId, at, signalId: `s${n}-${index}` }
          if (channel === 'sms' && n % 7 === 1)
            await world.outreach.signal({
              ...signal,
              kind: 'failed',
              reason: 'MOBILE_OFF',
              unreachable: true,
            })
          else if (dice(2, n, index, 'clicks') === 1)
            await world.outreach.signal({ ...signal, kind: 'clicked', link: 'link' })
        }
      },
    })
  }
  return deeds
}

it('a stretch that really ran is simulated as it was, run by run, with the answers that were given', async () => {
  world.say(
    aMessage({
      id: 'ad',
      prefer: ['miniprogram', 'sms', 'email'],
      content: { ...sms('上新了'), ...email(), ...subscription() },
    }),
  )
  world.say(aMessage({ id: 'flash', prefer: ['email', 'sms'], content: { ...sms('最后一天'), ...email() } }))
  const from = new Date('2026-03-03T00:00:00+08:00')
  const deeds = await story(from)
  await world.publish(journey)
  // Some had entered before, and are still under way when the stretch begins.
  const before = deeds.slice(0, 3)
  world.clock.set(new Date(from.getTime() - 5 * hourMs))
  for (const deed of before) await deed.do()
  world.clock.set(from)
  const to = new Date(from.getTime() + 20 * dayMs)
  await live(world, deeds.slice(3), to)

  const really = await lived(world, 'nurture', { from, to })
  const storeOf = (customerId = '') => (share(customerId, 'store') < 50 ? 'S1' : 'S2')
  const { passages, forecast } = await simulated(world, 'nurture', {
    stretch: { from, to },
    storeOf: ({ _id }) => storeOf(_id),
  })

  expect(forecast.faults).toEqual({})
  // By 门店: who really entered, and nothing of any figure is lost or counted twice.
  const entered = (store: string) => [...really.keys()].filter((id) => storeOf(id.split(':')[1]) === store)
  const { S1, S2, ...others } = forecast.stores
  expect([S1?.entered, S2?.entered]).toEqual([entered('S1').length, entered('S2').length])
  expect(others).toEqual({})
  const both = (figure: 'sent' | 'notSent' | 'goals') => (S1?.[figure] ?? 0) + (S2?.[figure] ?? 0)
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, n) => all + n, 0)
  const steps = Object.values(forecast.steps)
  expect([both('sent'), both('notSent'), both('goals')]).toEqual([
    steps.reduce((all, step) => all + step.sent, 0),
    sum(forecast.notSent),
    forecast.goals.count,
  ])
  expect([...passages.keys()].sort()).toEqual([...really.keys()].sort())
  for (const [runId, passage] of really) expect(passages.get(runId)).toEqual(passage)
  // A story that tells something: many ways, many reasons.
  const touches = [...really.values()].flatMap((passage) => passage.touches)
  expect(really.size).toBeGreaterThan(20)
  expect(new Set(touches.map(({ reason }) => reason)).size).toBeGreaterThan(2)
  expect(new Set([...really.values()].map(({ run }) => Object.keys(run.visits).join())).size).toBeGreaterThan(
    4,
  )
  expect(new Set([...really.values()].map(({ run }) => run.endReason)).size).toBeGreaterThan(1)
})

it('knows a child by a birthday that is kept sealed, as the gate does', async () => {
  world.say(aMessage({ id: 'ad', content: sms('新品上架') }))
  await world.publish({
    journey: 'ads',
    entry: { event: 'lead.submitted' },
    steps: { tell: { send: { message: 'ad' }, next: 'end' } },
  })
  const born = { child: '2018-05-20', grown: '1990-05-20' }
  const from = world.clock.now()
  for (const [name, birthday] of Object.entries(born)) {
    const customer = await world.aCustomer()
    const traits = { birthday: { personal: new Date(birthday) } }
    await world.customers.change(customer._id, { setTraits: traits }, name)
    world.clock.advance(minuteMs)
    await world.does(customer, 'lead.submitted', {})
  }
  const to = new Date(from.getTime() + dayMs)
  await live(world, [], to)
  const stretch = { from, to }
  const really = await lived(world, 'ads', stretch)
  const { passages } = await simulated(world, 'ads', { stretch })
  expect(passages).toEqual(really)
  const reasons = [...really.values()].flatMap(({ touches }) => touches.map(({ reason }) => reason))
  expect(reasons).toEqual(expect.arrayContaining(['noGuardian']))
  expect(reasons).toHaveLength(2)
  expect(reasons.filter((reason) => reason === 'noGuardian')).toHaveLength(1)
})
