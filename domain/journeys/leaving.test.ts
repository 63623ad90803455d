import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

let world: JourneyWorld
beforeEach(async () => {
  world = await aJourneyWorld()
})
afterEach(() => world.drop())

const steps = { rest: { wait: '10 days', next: 'say' }, say: { send: { message: 'hello' }, next: 'end' } }
const onLead = { event: 'lead.submitted' }

describe('an exit', () => {
  it('ends the run at once, not at the next step', async () => {
    await world.publish({ journey: 'j', entry: onLead, exit: [{ event: 'order.paid' }], steps })
    const customer = await world.aCustomer()
    await world.does(customer, 'lead.submitted')
    await world.does(customer, 'order.paid', { amountFen: 100 })
    expect(await world.theRun('j', customer)).toMatchObject({ state: 'ended', endReason: 'exit:order.paid' })
    world.clock.advance(10 * dayMs)
    await world.work()
    expect(world.texts()).toHaveLength(0)
    expect(world.eventsNamed('journey.ended')).toMatchObject([{ props: { reason: 'exit:order.paid' } }])
  })

  it('asks the props of the event', async () => {
    const exit = [{ event: 'order.paid', where: { prop: 'amountFen', atLeast: 1_000 } }]
    await world.publish({ journey: 'j', entry: onLead, exit, steps })
    const customer = await world.aCustomer()
    await world.does(customer, 'lead.submitted')
    await world.does(customer, 'order.paid', { amountFen: 999 })
    expect((await world.theRun('j', customer)).state).toBe('active')
    await world.does(customer, 'order.paid', { amountFen: 1_000 })
    expect((await world.theRun('j', customer)).state).toBe('ended')
  })

  it('keeps a message from going out that was put off, and leaves its reason on the touch', async () => {
    world.say({ ...world.messages.get('hello')!, id: 'ad', purpose: 'marketing' })
    await world.publish({
      journey: 'j',
      entry: onLead,
      exit: [{ event: 'order.paid' }],
      steps: { ad: { send: { message: 'ad' }, next: 'end' } },
    })
    world.clock.set('2026-03-02T23:00:00+08:00')
    const customer = await world.aCustomer()
    await world.does(customer, 'lead.submitted')
    const touchId = `j:${customer._id}:1:ad:1`
    expect((await world.touch(touchId)).state).toBe('deferred')
    await world.does(customer, 'order.paid', { amountFen: 100 })
    const touch = await world.touch(touchId)
    expect(touch.state).toBe('skipped')
    expect(touch.decisions.filter(({ final }) => final)).toMatchObject([{ reason: 'journeyEnded' }])
  })

  it('stops a run in the hands of a worker before its next effect', async () => {
    await world.publish({
      journey: 'j',
      entry: onLead,
      exit: [{ event: 'order.paid' }],
      steps: {
        first: { send: { message: 'hello' }, next: 'second' },
        second: { send: { message: 'again' }, next: 'end' },
      },
    })
    const customer = await world.aCustomer()
    world.senders.sms.during = async () => {
      world.clock.advance(1_000)
      await world.does(customer, 'order.paid', { amountFen: 100 })
    }
    await world.does(customer, 'lead.submitted')
    expect(world.texts()).toEqual([`j:${customer._id}:1:first:1#1`])
    expect(await world.theRun('j', customer)).toMatchObject({ state: 'ended', endReason: 'exit:order.paid' })
  })
})

describe('a goal', () => {
  const goal = { event: 'order.paid', within: '30 days', value: 'amountFen' }

  it('is counted once per run, with what it was worth', async () => {
    await world.publish({ journey: 'j', entry: onLead, goal, steps })
    const customer = await world.aCustomer()
    await world.does(customer, 'lead.submitted')
    world.clock.advance(dayMs)
    await world.does(customer, 'order.paid', { amountFen: 19_900 })
    await world.does(customer, 'order.paid', { amountFen: 100 })
    expect(await world.theRun('j', customer)).toMatchObject({
      state: 'active',
      goalValueFen: 19_900,
      goalMetAt: world.clock.now(),
    })
    expect(world.eventsNamed('journey.goal_met')).toMatchObject([{ props: { valueFen: 19_900 } }])
  })

  it('is counted for a run that has ended, within the window and not after it', async () => {
    await world.publish({
      journey: 'j',
      entry: onLead,
      goal,
      exit: [{ event: 'wecom.friend_removed' }],
      steps,
    })
    const [soon, late] = [await world.aCustomer(), await world.aCustomer()]
    for (const customer of [soon, late]) {
      await world.does(customer, 'lead.submitted')
      await world.does(
        customer,
        'wecom.friend_removed',
        {},
        { at: new Date(world.clock.now().getTime() + 1) },
      )
    }
    world.clock.advance(30 * dayMs)
    await world.does(soon, 'order.paid', { amountFen: 100 })
    world.clock.advance(1_000)
    await world.does(late, 'order.paid', { amountFen: 100 })
    expect((await world.theRun('j', soon)).goalMetAt).toBeDefined()
    expect((await world.theRun('j', late)).goalMetAt).toBeUndefined()
  })

  describe('by a purchase', () => {
    const paid = (orderId: string, amountFen: number) => ['order.paid', { orderId, amountFen }] as const
    const back = (orderId: string, amountFen: number) =>
      ['order.refunded', { orderId, refundId: `${orderId}-${amountFen}`, amountFen }] as const

    it.each([
      ['a part given back is taken from it', [paid('a', 1_000), back('a', 300)], { day: 1, fen: 700 }],
      ['given back in full it was none', [paid('a', 1_000), back('a', 300), back('a', 700)], null],
      [
        'the next of the window counts instead',
        [paid('a', 1_000), paid('b', 500), back('a', 1_000)],
        { day: 2, fen: 500 },
      ],
      [
        'and so does one that comes later',
        [paid('a', 1_000), back('a', 1_000), paid('b', 500)],
        { day: 3, fen: 500 },
      ],
      ['refunded before it was heard to be paid', [back('a', 1_000), paid('a', 1_000)], null],
      ['a part of it before it was heard to be paid', [back('a', 1), paid('a', 1_000)], { day: 2, fen: 999 }],
      ['one of 0 yuan is none', [paid('a', 0)], null],
      [
        'told again with another amount it is the first',
        [paid('a', 1_000), paid('a', 900)],
        { day: 1, fen: 1_000 },
      ],
      [
        'of another order nothing is taken',
        [paid('a', 1_000), paid('b', 5), back('b', 5)],
        { day: 1, fen: 1_000 },
      ],
    ] as const)('%s', async (_what, told, met) => {
      await world.publish({ journey: 'j', entry: onLead, goal, steps })
      const customer = await world.aCustomer()
      await world.does(customer, 'lead.submitted')
      const begun = world.clock.now().getTime()
      for (const [name, props] of told) {
        world.clock.advance(dayMs)
        await world.does(customer, name, props)
      }
      const { goalMetAt, goalValueFen } = await world.theRun('j', customer)
      expect([goalMetAt, goalValueFen]).toEqual(
        met === null ? [undefined, undefined] : [new Date(begun + met.day * dayMs), met.fen],
      )
    })

    it('that was paid before the run began is none, however late it is told again', async () => {
      await world.publish({ journey: 'j', entry: onLead, goal, steps })
      const customer = await world.aCustomer()
      await world.does(customer, 'order.paid', { orderId: 'a', amountFen: 1_000 })
      world.clock.advance(dayMs)
      await world.does(customer, 'lead.submitted')
      world.clock.advance(dayMs)
      await world.does(customer, 'order.paid', { orderId: 'a', amountFen: 1_000 })
      expect((await world.theRun('j', customer)).goalMetAt).toBeUndefined()
    })
  })

  it('is also reached by a goal step', async () => {
    await world.publish({ journey: 'j', entry: onLead, steps: { won: { goal: '已联系', next: 'end' } } })
    const customer = await world.aCustomer()
    await world.does(customer, 'lead.submitted')
    expect(world.eventsNamed('journey.goal_met')).toHaveLength(1)
  })
})

describe('a hold-out', () => {
  it('runs silently: marketing is skipped with that reason and nothing else is done, what was asked for is sent', async () => {
    world.say({ ...world.messages.get('hello')!, id: 'ad', purpose: 'marketing' })
    await world.publish({
      journey: 'j',
      entry: onLead,
      holdout: 50,
      steps: {
        ad: { send: { message: 'ad' }, next: 'gift' },
        gift: { coupon: { batch: 'wake-up-50' }, next: 'mark' },
        mark: { tag: { add: ['高意向'] }, next: 'call' },
        call: { task: { title: '跟进' }, next: 'won' },
        won: { goal: '已联系', next: 'asked' },
        asked: { send: { message: 'hello' }, next: 'end' },
      },
    })
    const customers = await world.crowd(12)
    await Promise.all(customers.map((customer) => world.does(customer, 'lead.submitted')))
    const runs = await world.allRuns()
    expect(new Set(runs.map(({ holdout }) => holdout))).toEqual(new Set([true, false]))
    for (const run of runs) {
      const ad = await world.touch(`${run._id}:ad:1`)
      expect(ad.state).toBe(run.holdout ? 'skipped' : 'sent')
      if (run.holdout) expect(ad.decisions.at(-1)?.reason).toBe('holdout')
      expect((await world.touch(`${run._id}:asked:1`)).state).toBe('sent')
      expect(run.goalMetAt).toBeDefined()
      const noticed = {
        coupon: world.granted.some(({ cause }) => cause === `${run._id}:gift:1`),
        tag: (await world.customers.find(run.customerId))?.tags.some(({ name }) => name === '高意向'),
        task: world.tasks.some(({ taskId }) => taskId === `${run._id}:call:1`),
      }
      expect(noticed).toEqual({ coupon: !run.holdout, tag: !run.holdout, task: !run.holdout })
    }
  })
})

describe('a merge', () => {
  it('keeps the earlier of two active runs of one journey and ends the other as merged', async () => {
    await world.publish({ journey: 'j', entry: { ...onLead, again: 'always' }, steps })
    const phone = { kind: 'phone' as const, value: '+8613900000001', verified: true }
    const first = await world.claimed([{ kind: 'openid', appid: 'wx', value: 'o1' }])
    const second = await world.claimed([{ kind: 'external', corp: 'ww', value: 'e1' }])
    await world.does(first, 'lead.submitted')
    world.clock.advance(hourMs)
    await world.does(second, 'lead.submitted')
    await world.customers.addClaims(first._id, [phone], 'test')
    const merged = await world.customers.addClaims(second._id, [phone], 'test')
    expect(merged.mergedFrom).toHaveLength(1)
    expect(await world.theRun('j', first)).toMatchObject({ state: 'active' })
    expect(await world.theRun('j', second)).toMatchObject({ state: 'ended', endReason: 'merged' })
    // Their entries are one: the active run keeps both from entering again.
    await world.does(merged, 'lead.submitted')
    expect(await world.allRuns()).toHaveLength(2)
  })
})
