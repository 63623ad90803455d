import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

let world: JourneyWorld
let customer: Customer
beforeEach(async () => {
  world = await aJourneyWorld()
  customer = await world.aCustomer()
})
afterEach(() => world.drop())

const steps = { rest: { wait: '1 day', next: 'end' } }
const vip = (who: Customer) =>
  world.customers.change(who._id, { addTags: [{ name: '会员', kind: 'manual' }] }, 'vip')
const runsOf = async (journeyId: string) =>
  (await world.allRuns()).filter((run) => run.journeyId === journeyId)

describe('an entry by a festival', () => {
  const calendar = (midAutumn: string) => `calendar: own\nname: 日历\nfestivals: { 中秋节: ${midAutumn} }\n`
  const journey = {
    journey: 'mooncakes',
    entry: { festival: '中秋节', minus: '3 days', when: { tag: '会员' } },
    steps,
  }
  beforeEach(() => vip(customer))

  it('comes at 10:00 so many days before it, once, and next year again', async () => {
    await world.publishText(calendar('{ lunar: 08-15 }'))
    await world.publish(journey)
    const someoneElse = await world.aCustomer()
    expect(await world.journeys.nextScheduledAt()).toEqual(new Date('2026-09-22T10:00:00+08:00'))
    world.clock.set('2026-09-22T09:59:00+08:00')
    expect(await world.journeys.startScheduled()).toBe(0)
    world.clock.set('2026-09-22T10:00:00+08:00')
    const another = world.newJourneys('worker-2')
    await Promise.all([world.journeys, another, world.journeys].map((one) => one.startScheduled()))
    expect((await runsOf('mooncakes')).map(({ customerId }) => customerId)).toEqual([customer._id])
    expect((await runsOf('mooncakes')).map(({ customerId }) => customerId)).not.toContain(someoneElse._id)
    expect(await world.journeys.nextScheduledAt()).toEqual(new Date('2027-09-12T10:00:00+08:00'))
    world.clock.advance(2 * 86_400_000)
    await world.work()
    world.clock.set('2027-09-12T10:00:00+08:00')
    expect(await world.journeys.startScheduled()).toBe(1)
  })

  it('goes by the calendar as it is by then; a day that is moved after somebody entered starts them no second time', async () => {
    await world.publishText(calendar('2026-09-20'))
    await world.publish(journey)
    expect(await world.journeys.nextScheduledAt()).toEqual(new Date('2026-09-17T10:00:00+08:00'))
    await world.publishText(calendar('2026-09-25'))
    expect(await world.journeys.nextScheduledAt()).toEqual(new Date('2026-09-22T10:00:00+08:00'))
    world.clock.set('2026-09-22T10:00:00+08:00')
    expect(await world.journeys.startScheduled()).toBe(1)
    world.clock.advance(2 * 86_400_000)
    await world.work()
    await world.publishText(calendar('2026-09-29'))
    world.clock.set('2026-09-26T10:00:00+08:00')
    expect(await world.journeys.startScheduled()).toBe(0)
    expect(await runsOf('mooncakes')).toHaveLength(1)
  })

  it('is made up for within a day, and not when a calendar put right says it was long ago', async () => {
    await world.publishText(calendar('2026-12-31'))
    await world.publish(journey)
    world.clock.set('2026-10-20T10:00:00+08:00')
    await world.publishText(calendar('2026-10-01'))
    expect(await world.journeys.startScheduled()).toBe(0)
    await world.publishText(calendar('2026-10-23'))
    world.clock.set('2026-10-21T09:00:00+08:00')
    expect(await world.journeys.startScheduled()).toBe(1)
  })
})

describe('an entry by a date that is personal data', () => {
  const birthday = (value: string) => ({ setTraits: { birthday: { personal: value } } })
  const journey = {
    journey: 'birthday',
    entry: { trait: 'birthday', yearly: true, at: '09:00', again: 'always' },
    steps,
  }
  beforeEach(() =>
    world.publishText(
      'traits: own\nname: 自有\nfields:\n  birthday: { name: 生日, type: monthDay, set: [profile], personal: true }\n',
    ),
  )

  it('starts on the day, though nothing but its seal is stored', async () => {
    await world.publish(journey)
    await world.customers.change(customer._id, birthday('03-05'), 'given')
    const other = await world.aCustomer()
    await world.customers.change(other._id, birthday('07-01'), 'given')
    world.clock.set('2026-03-05T09:00:00+08:00')
    await world.journeys.startScheduled()
    expect((await runsOf('birthday')).map(({ customerId }) => customerId)).toEqual([customer._id])
    const stored = await world.customers.find(customer._id)
    expect(JSON.stringify(stored)).not.toContain('03-05"')
    expect(stored?.traits.birthday).toMatchObject({ ct: expect.anything() })
  })

  it('starts on 28 February of a common year for a 29th, and again the next year', async () => {
    await world.publish(journey)
    world.clock.set('2027-02-27T09:00:00+08:00')
    await world.journeys.startScheduled()
    await world.customers.change(customer._id, birthday('02-29'), 'given')
    world.clock.set('2027-02-28T09:00:00+08:00')
    await world.journeys.startScheduled()
    expect(await runsOf('birthday')).toHaveLength(1)
    world.clock.advance(86_400_000)
    await world.work()
    world.clock.set('2028-02-29T09:00:00+08:00')
    await world.journeys.startScheduled()
    expect(await runsOf('birthday')).toHaveLength(2)
  })
})

describe('an entry by a date, at an hour of the customer', () => {
  const trait = (value: string | Date) => ({ setTraits: { appointment: value } })
  const journey = { journey: 'visit', entry: { trait: 'appointment', at: '10:00' }, steps }
  const started = async () => (await runsOf('visit')).map(({ customerId }) => customerId)

  it('comes when it is that hour where they live, also west of here', async () => {
    await world.publish(journey)
    const away = await world.aCustomer({ timeZone: 'America/New_York' })
    await world.customers.change(away._id, trait('2026-03-05'), 'given')
    await world.customers.change(customer._id, trait('2026-03-05'), 'given')
    world.clock.set('2026-03-05T10:00:00+08:00')
    await world.journeys.startScheduled()
    expect(await started()).toEqual([customer._id])
    expect(await world.journeys.nextScheduledAt()).toEqual(new Date('2026-03-05T10:00:00-05:00'))
    world.clock.set('2026-03-05T09:59:00-05:00')
    expect(await world.journeys.startScheduled()).toBe(0)
    world.clock.set('2026-03-05T10:00:00-05:00')
    expect(await world.journeys.startScheduled()).toBe(1)
    expect((await started()).sort()).toEqual([customer._id, away._id].sort())
  })

  it.each(['2026-03-05', '2026/3/5', '2026.03.5', '2026年3月5日', '2026年03月05', '20260305'])(
    'comes also where the day is kept as text: %s',
    async (text) => {
      await world.publish(journey)
      await world.customers.change(customer._id, trait(text), 'given')
      const other = await world.aCustomer()
      await world.customers.change(other._id, trait('2026-03-06'), 'given')
      world.clock.set('2026-03-05T10:00:00+08:00')
      await world.journeys.startScheduled()
      expect(await started()).toEqual([customer._id])
    },
  )

  it('is made up for after weeks in which nobody looked, however the day is kept', async () => {
    await world.publish(journey)
    await world.customers.change(customer._id, trait('2026-03-05'), 'given')
    world.clock.set('2026-05-20T10:00:00+08:00')
    await world.journeys.startScheduled()
    expect(await started()).toEqual([customer._id])
  })
})
