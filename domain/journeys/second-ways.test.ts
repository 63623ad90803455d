import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aMessage, sms } from '../outreach/testing/messages.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const minuteMs = 60_000

let world: JourneyWorld
beforeEach(async () => {
  world = await aJourneyWorld()
  world.say(aMessage({ id: 'ad', purpose: 'marketing', content: sms('上新了 拒收请回复R') }))
})
afterEach(() => world.drop())

const onLead = { event: 'lead.submitted' }
const twoWays = {
  ad: { send: { message: 'ad' }, next: 'reached', notSent: 'missed' },
  reached: { exit: { reason: 'reached' } },
  missed: { exit: { reason: 'missed' } },
}

describe('a send with a way for those to whom nothing was sent', () => {
  it.each([
    ['somebody it was sent to', {}, 'reached'],
    ['somebody without a phone', { phone: null }, 'missed'],
    ['somebody who refused', { refused: ['sms' as const] }, 'missed'],
  ])('leads %s', async (_, wanted, way) => {
    await world.publish({ journey: 'ads', entry: onLead, steps: twoWays })
    const customer = await world.aCustomer(wanted)
    await world.does(customer, 'lead.submitted')
    expect(await world.theRun('ads', customer)).toMatchObject({ endReason: way })
    expect(world.texts()).toHaveLength(way === 'reached' ? 1 : 0)
  })

  it('leads nobody out while it is put off', async () => {
    await world.publish({ journey: 'ads', entry: onLead, steps: twoWays })
    world.clock.set('2026-03-02T23:00:00+08:00')
    const customer = await world.aCustomer()
    await world.does(customer, 'lead.submitted')
    const waiting = await world.theRun('ads', customer)
    expect(waiting).toMatchObject({ state: 'active', stepId: 'ad' })
    world.clock.set(waiting.dueAt as Date)
    await world.work()
    expect(await world.runOf(waiting._id)).toMatchObject({ endReason: 'reached' })
  })

  it('leads who was put off and then refused the way of those to whom nothing was sent, once', async () => {
    await world.publish({ journey: 'ads', entry: onLead, steps: twoWays })
    world.clock.set('2026-03-02T23:00:00+08:00')
    const customer = await world.aCustomer()
    await world.does(customer, 'lead.submitted')
    const waiting = await world.theRun('ads', customer)
    await world.customers.change(
      customer._id,
      { setConsent: { sms: { state: 'refused', source: 'test' } } },
      'says no',
    )
    world.clock.set(waiting.dueAt as Date)
    await Promise.all([world.work(), world.work(world.newJourneys('worker-2'))])
    expect(await world.runOf(waiting._id)).toMatchObject({ endReason: 'missed' })
    expect(world.eventsNamed('journey.ended')).toHaveLength(1)
  })

  it('leads those held out for comparison the way of those it reached', async () => {
    await world.publish({ journey: 'ads', entry: onLead, holdout: 50, steps: twoWays })
    // Who is held out is a matter of their id: some until there is one of each kind.
    let runs = await world.allRuns()
    while (new Set(runs.map(({ holdout }) => holdout)).size < 2) {
      await world.does(await world.aCustomer(), 'lead.submitted')
      runs = await world.allRuns()
    }
    expect(new Set(runs.map(({ endReason }) => endReason))).toEqual(new Set(['reached']))
    expect(world.texts()).toHaveLength(runs.filter(({ holdout }) => !holdout).length)
  })
})

describe('a coupon of which nothing is left', () => {
  it('leads the way out for that, and without one on without a coupon', async () => {
    const given = { coupon: { batch: 'fifty' }, next: 'got' }
    const ends = { got: { exit: { reason: 'got' } } }
    await world.publish({
      journey: 'gift',
      entry: onLead,
      steps: { gift: { ...given, usedUp: 'none' }, ...ends, none: { exit: { reason: 'none' } } },
    })
    await world.publish({ journey: 'plain', entry: onLead, steps: { gift: given, ...ends } })
    const early = await world.aCustomer()
    await world.does(early, 'lead.submitted')
    world.batches.usedUp.add('fifty')
    const late = await world.aCustomer()
    await world.does(late, 'lead.submitted')
    expect(await world.theRun('gift', early)).toMatchObject({ endReason: 'got', vars: { coupon: {} } })
    const empty = await world.theRun('gift', late)
    expect(empty).toMatchObject({ endReason: 'none' })
    expect(empty.vars).not.toHaveProperty('coupon')
    expect(await world.theRun('plain', late)).toMatchObject({ endReason: 'got' })
    expect(world.granted).toHaveLength(2)
  })
})

describe('a follow-up nobody is given, since the day is full', () => {
  it('leads the way out for that, and without one on like others', async () => {
    const given = { task: { title: '回访', whenFull: 'fallBack' }, next: 'got' }
    const ends = { got: { exit: { reason: 'got' } } }
    await world.publish({
      journey: 'call',
      entry: onLead,
      steps: {
        call: { task: { title: '回访' }, next: 'got', full: 'text' },
        ...ends,
        text: { exit: { reason: 'text' } },
      },
    })
    await world.publish({ journey: 'plain', entry: onLead, steps: { call: given, ...ends } })
    const early = await world.aCustomer()
    await world.does(early, 'lead.submitted')
    world.fullDays.isToday = true
    const late = await world.aCustomer()
    await world.does(late, 'lead.submitted')
    expect(await world.theRun('call', early)).toMatchObject({ endReason: 'got' })
    expect(await world.theRun('call', late)).toMatchObject({ endReason: 'text' })
    expect(await world.theRun('plain', late)).toMatchObject({ endReason: 'got' })
    expect(world.tasks.map(({ customerId }) => customerId)).toEqual([early._id, early._id])
  })
})

describe('a coupon by rule', () => {
  const byRule = {
    batches: [{ when: { tag: '高价值' }, batch: 'vip-200' }, { otherwise: 'all-20' }],
  }

  it('is of the batch for this customer', async () => {
    await world.publish({
      journey: 'gift',
      entry: onLead,
      steps: { gift: { coupon: byRule, next: 'end' } },
    })
    const [plain, vip] = await world.crowd(2)
    await world.customers.change(vip!._id, { addTags: [{ name: '高价值', kind: 'rule' }] }, 'by hand')
    for (const customer of [plain, vip]) await world.does(customer!, 'lead.submitted')
    expect(world.granted.map(({ batchId }) => batchId)).toEqual(['all-20', 'vip-200'])
  })

  it('is kept before it is given, so that nobody who goes on after a crash gives one of another batch', async () => {
    await world.publish({
      journey: 'gift',
      entry: onLead,
      steps: { gift: { coupon: byRule, next: 'end' } },
    })
    const customer = await world.aCustomer()
    const seen: unknown[] = []
    world.batches.beforeGrant = async () => {
      seen.push((await world.theRun('gift', customer)).chosen?.value)
      // The customer becomes another one, and the process is lost in the middle of giving.
      await world.customers.change(customer._id, { addTags: [{ name: '高价值', kind: 'rule' }] }, 'meanwhile')
      if (seen.length === 1) throw new Error('the process is killed')
    }
    await world.does(customer, 'lead.submitted')
    world.clock.advance(5 * minuteMs)
    await world.work(world.newJourneys('worker-2'))
    expect(seen).toEqual(['all-20', 'all-20'])
    expect(world.granted.map(({ batchId }) => batchId)).toEqual(['all-20'])
  })
})
