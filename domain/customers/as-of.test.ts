import { afterAll, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { customersOn } from '../../test/testing/customers.ts'
import { testDatabase } from '../../test/testing/database.ts'
import { share } from '../stable-hash.ts'
import { customerAsOf } from './as-of.ts'
import type { CustomerChange, Customers } from './contract.ts'

const db = await testDatabase()
afterAll(() => db.drop())

const dice = (range: number, ...words: unknown[]): number =>
  Math.floor((share(words.join(' '), 'as of') / 100) * range)

const changes: CustomerChange[] = [
  { addTags: [{ name: '母婴用户', kind: 'manual' }] },
  { addTags: [{ name: '黑名单', kind: 'manual' }], removeTags: ['母婴用户'] },
  { removeTags: ['黑名单'] },
  { setTraits: { interest: '母婴', level: 3 } },
  { setTraits: { interest: null, level: 4 } },
  { setConsent: { sms: { state: 'granted', source: 'form' }, email: { state: 'granted', source: 'form' } } },
  { setConsent: { sms: { state: 'refused', source: 'reply' } } },
  { setReach: { wecom: { state: 'reachable' } } },
  { setReach: { wecom: { state: 'unreachable', reason: 'noFriend' } } },
  { setOwner: 'li' },
  { setOwner: 'wang' },
  { setProfile: { region: '上海', nickname: '小林' } },
  { setProfile: { region: '北京', timeZone: 'Asia/Tokyo' } },
  { setProfile: { email: 'lin@k.example' } },
  { credit: { templateId: 'tpl-1', by: 1 } },
  { credit: { templateId: 'tpl-1', by: -1 } },
]
const deeds: [string, object][] = [
  ['miniprogram.entered', {}],
  ['product.viewed', { productId: 'p1' }],
  ['product.viewed', { productId: 'p2' }],
  ['order.paid', { orderId: 'o1', amountFen: 20_000, items: [{ name: '精华' }] }],
  ['order.paid', { orderId: 'o2', amountFen: 30_000 }],
  ['order.refunded', { orderId: 'o1', refundId: 'r1', amountFen: 20_000 }],
  ['message.clicked', { channel: 'sms', touchId: 't' }],
  ['task.done', { result: 'interested', taskId: 'k' }],
]

/** What rules and gates decide by; when something was said last is told only as far as events tell it. */
function decidedBy({
  tags,
  traits,
  consent,
  reach,
  owner,
  profile,
  credits,
  segments,
  engagedAt,
  ids,
}: Customer) {
  const states = (of: object) =>
    Object.entries(of)
      .map(([channel, { state }]) => `${channel} ${state}`)
      .sort()
  const { region, nickname, timeZone, sourceChannel } = profile
  return {
    tags: tags.map(({ name, kind }) => `${name} ${kind}`).sort(),
    consent: states(consent),
    reach: states(reach).concat(reach.wecom?.reason ?? ''),
    profile: { region, nickname, timeZone, sourceChannel, email: profile.email !== undefined },
    credits: Object.entries(credits).filter(([, n]) => n > 0),
    ...{ traits, owner, segments, engagedAt, ids },
  }
}

async function history(customers: Customers, clock: ReturnType<typeof movableClock>, seed: number) {
  const { _id } = await customers.getOrCreate([{ kind: 'ext', system: 'test', value: `p${seed}` }], {
    source: 'test',
    at: clock.now(),
  })
  const snapshots: { at: Date; customer: Customer }[] = []
  for (let step = 0; step < 25; step += 1) {
    clock.advance((1 + dice(72, seed, step, 'hours')) * 3_600_000)
    if (dice(2, seed, step, 'kind') === 0) {
      await customers.change(
        _id,
        changes[dice(changes.length, seed, step, 'change')] as CustomerChange,
        `c${seed}-${step}`,
      )
    } else {
      const [name, props] = deeds[dice(deeds.length, seed, step, 'deed')] as [string, object]
      await customers.hear({
        _id: `e${seed}-${step}`,
        customerId: _id,
        name,
        at: clock.now(),
        props: { ...props },
        source: 'test',
      })
    }
    snapshots.push({ at: clock.now(), customer: (await customers.find(_id)) as Customer })
  }
  return { _id, snapshots }
}

it('a customer rebuilt from the journal is as they were then, over random histories', async () => {
  const clock = movableClock('2026-03-02T09:00:00+08:00')
  const { customers } = customersOn(db, clock)
  for (let seed = 0; seed < 8; seed += 1) {
    const { _id, snapshots } = await history(customers, clock, seed)
    const present = (await customers.find(_id)) as Customer
    const events = (await db.connection
      .db!.collection('events')
      .find({ customerId: _id })
      .toArray()) as unknown as KeluEvent[]
    for (const { at, customer } of snapshots) {
      const then = customerAsOf(present, events, at)
      expect(then && decidedBy(then), `seed ${seed} at ${at.toISOString()}`).toEqual(decidedBy(customer))
    }
    expect(customerAsOf(present, events, new Date(present.createdAt.getTime() - 1))).toBeNull()
  }
})
