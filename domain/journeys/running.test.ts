import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

let world: JourneyWorld
beforeEach(async () => {
  world = await aJourneyWorld()
})
afterEach(() => world.drop())

const onLead = { event: 'lead.submitted' }
const greet = { send: { message: 'hello' }, next: 'end' }

/** What steps put on, without what everybody has of themselves. */
const tagsOf = async (id: string) =>
  (await world.customers.find(id))?.tags.filter(({ kind }) => kind !== 'base').map(({ name }) => name)

describe('a run', () => {
  it('begins with its event and goes as far as it can at once', async () => {
    await world.publish({
      journey: 'welcome',
      entry: onLead,
      steps: {
        mark: { tag: { add: ['新线索'] }, next: 'hello' },
        hello: { send: { message: 'hello' }, next: 'rest' },
        rest: { wait: '3 days', next: 'more' },
        more: { send: { message: 'again' }, next: 'end' },
      },
    })
    const customer = await world.aCustomer()
    await world.does(customer, 'lead.submitted')
    const run = await world.theRun('welcome', customer)
    expect(world.texts()).toEqual([`${run._id}:hello:1#1`])
    expect(run).toMatchObject({
      state: 'active',
      stepId: 'rest',
      dueAt: new Date(run.startedAt.getTime() + 3 * dayMs),
    })
    expect(await tagsOf(customer._id)).toEqual(['新线索'])

    world.clock.advance(3 * dayMs)
    await world.work()
    expect(world.texts()).toHaveLength(2)
    expect(await world.runOf(run._id)).toMatchObject({ state: 'ended', endReason: 'completed' })
    expect(world.eventsNamed('journey.entered')).toHaveLength(1)
    expect(world.eventsNamed('journey.ended')).toMatchObject([
      { props: { reason: 'completed', runId: run._id } },
    ])
  })

  it('hands the coupon of an earlier step and the entry event to messages and tasks', async () => {
    const content = {
      sms: {
        text: '{{code}}',
        templates: { aliyun: 'SMS_1' },
        params: { code: 'code', form: 'form' },
      },
    }
    world.say({
      id: 'with-code',
      name: '券',
      purpose: 'requested',
      prefer: 'auto',
      variables: {
        code: { kind: 'value', from: 'coupon.code' },
        form: { kind: 'value', from: 'event.form' },
      },
      content,
    } as never)
    await world.publish({
      journey: 'gift',
      entry: onLead,
      steps: {
        coupon: { coupon: { batch: 'fifty' }, next: 'say' },
        say: { send: { message: 'with-code' }, next: 'call' },
        call: { task: { title: '{{ customer.nickname }} 领了券', accept: '1 hour' }, next: 'end' },
      },
    })
    const customer = await world.aCustomer({ nickname: '小林' })
    await world.does(customer, 'lead.submitted', { form: 'A1' })
    expect(world.senders.sms.received[0]?.message.params).toEqual({ code: 'CODE-1', form: 'A1' })
    expect(world.tasks).toMatchObject([
      {
        taskId: `gift:${customer._id}:1:call:1`,
        title: '小林 领了券',
        acceptMs: hourMs,
        reasons: ['旅程「测试旅程」'],
      },
    ])
  })

  it('stays at a send that was put off and goes on from there when it is settled', async () => {
    world.say({
      ...(world.messages.get('hello') as never as object),
      id: 'ad',
      purpose: 'marketing',
    } as never)
    await world.publish({
      journey: 'night',
      entry: onLead,
      steps: { ad: { send: { message: 'ad' }, next: 'rest' }, rest: { wait: '1 day', next: 'end' } },
    })
    world.clock.set('2026-03-02T23:00:00+08:00')
    const customer = await world.aCustomer()
    await world.does(customer, 'lead.submitted')
    const held = await world.theRun('night', customer)
    expect(held).toMatchObject({ stepId: 'ad', visit: 1 })
    expect(world.texts()).toHaveLength(0)
    world.clock.set(held.dueAt as Date)
    await world.work()
    expect(world.texts()).toEqual([`${held._id}:ad:1#1`])
    expect(await world.runOf(held._id)).toMatchObject({
      stepId: 'rest',
      // The wait counts from the moment the send was over.
      dueAt: new Date(world.clock.now().getTime() + dayMs),
    })
  })

  it('counts visits of a step it comes back to, so that each visit sends', async () => {
    await world.publish({
      journey: 'weekly',
      entry: onLead,
      steps: {
        say: { send: { message: 'hello' }, next: 'came' },
        came: { waitFor: { event: 'miniprogram.entered', within: '7 days' }, yes: 'end', no: 'say' },
      },
    })
    const customer = await world.aCustomer()
    await world.does(customer, 'lead.submitted')
    for (let week = 0; week < 2; week += 1) {
      world.clock.advance(7 * dayMs)
      await world.work()
    }
    const id = `weekly:${customer._id}:1`
    expect(world.texts()).toEqual([`${id}:say:1#1`, `${id}:say:2#1`, `${id}:say:3#1`])
  })

  it('is not stopped by one that fails in the same batch, and is tried again', async () => {
    await world.publish({
      journey: 'two',
      entry: onLead,
      steps: { rest: { wait: '1 hour', next: 'hi' }, hi: greet },
    })
    const [one, other] = [await world.aCustomer(), await world.aCustomer()]
    await world.does(one, 'lead.submitted')
    await world.does(other, 'lead.submitted')
    const message = world.messages.get('hello') as NonNullable<ReturnType<typeof world.messages.get>>
    let asked = 0
    world.messages.get = (id) => {
      asked += 1
      if (asked === 1) throw new Error('a fault of one moment')
      return id === 'hello' ? message : undefined
    }
    world.clock.advance(hourMs)
    await world.work()
    expect(world.texts()).toHaveLength(1)
    world.clock.advance(minuteMs)
    await world.work()
    expect(world.texts()).toHaveLength(2)
  })
})

describe('waitFor', () => {
  const steps = {
    say: { send: { message: 'hello' }, next: 'came' },
    came: { waitFor: { event: 'miniprogram.entered', within: '3 days' }, yes: 'good', no: 'bad' },
    good: { tag: { add: ['回来了'] }, next: 'end' },
    bad: { tag: { add: ['没回来'] }, next: 'end' },
  }
  it('goes on in place the moment the event is heard', async () => {
    await world.publish({ journey: 'wake', entry: onLead, steps })
    const customer = await world.aCustomer()
    await world.does(customer, 'lead.submitted')
    world.clock.advance(dayMs)
    await world.does(customer, 'miniprogram.entered')
    expect(await tagsOf(customer._id)).toContain('回来了')
    expect(await world.theRun('wake', customer)).toMatchObject({ state: 'ended' })
  })

  it('goes the other way when the time is over', async () => {
    await world.publish({ journey: 'wake', entry: onLead, steps })
    const customer = await world.aCustomer()
    await world.does(customer, 'lead.submitted')
    world.clock.advance(3 * dayMs)
    await world.work()
    expect(await tagsOf(customer._id)).toContain('没回来')
  })

  it('does not miss an event that came while the message was being sent', async () => {
    await world.publish({ journey: 'wake', entry: onLead, steps })
    const customer = await world.aCustomer()
    world.senders.sms.during = async () => {
      await world.does(customer, 'miniprogram.entered')
    }
    await world.does(customer, 'lead.submitted')
    expect(await tagsOf(customer._id)).toContain('回来了')
  })

  it('counts an event that was stored in time although nobody had told it before the time was over', async () => {
    await world.publish({ journey: 'wake', entry: onLead, steps })
    const customer = await world.aCustomer()
    await world.does(customer, 'lead.submitted')
    world.clock.advance(dayMs)
    await world.customers.accept([
      {
        _id: 'late',
        customerId: customer._id,
        name: 'miniprogram.entered',
        at: world.clock.now(),
        props: {},
        source: 'test',
      },
    ])
    world.clock.advance(2 * dayMs)
    await world.work()
    expect(await tagsOf(customer._id)).toEqual(['回来了'])
    await world.customers.process(['late'])
    expect(await tagsOf(customer._id)).toEqual(['回来了'])
  })

  it('takes exactly one way when the event and the end of its time race', async () => {
    await world.publish({ journey: 'wake', entry: onLead, steps })
    const customers = await world.crowd(6)
    await Promise.all(customers.map((customer) => world.does(customer, 'lead.submitted')))
    world.clock.advance(3 * dayMs)
    const others = ['w2', 'w3'].map((id) => world.newJourneys(id))
    await Promise.all([
      ...others.map((journeys) => world.work(journeys)),
      ...customers.map((customer) => world.does(customer, 'miniprogram.entered')),
    ])
    await world.work()
    for (const customer of customers) expect(await tagsOf(customer._id)).toHaveLength(1)
    expect(world.eventsNamed('journey.ended')).toHaveLength(customers.length)
  })

  it('on a click only counts a click on its own message', async () => {
    await world.publish({
      journey: 'clicky',
      entry: onLead,
      steps: {
        ...steps,
        came: { waitFor: { event: 'message.clicked', within: '3 days' }, yes: 'good', no: 'bad' },
      },
    })
    const customer = await world.aCustomer()
    await world.does(customer, 'lead.submitted')
    await world.does(customer, 'message.clicked', { touchId: 'other:c:1:say:1' })
    expect(await world.theRun('clicky', customer)).toMatchObject({ stepId: 'came' })
    await world.does(customer, 'message.clicked', { touchId: `clicky:${customer._id}:1:say:1` })
    expect(await tagsOf(customer._id)).toContain('回来了')
  })
})

describe('the same event told again', () => {
  it('starts nothing twice and moves nothing twice', async () => {
    await world.publish({
      journey: 'again',
      entry: { ...onLead, again: 'always' },
      steps: {
        one: { waitFor: { event: 'page.viewed', within: '3 days' }, yes: 'two', no: 'end' },
        two: { waitFor: { event: 'page.viewed', within: '3 days' }, yes: 'end', no: 'end' },
      },
    })
    const customer = await world.aCustomer()
    const lead = await world.does(customer, 'lead.submitted')
    const view = await world.does(customer, 'page.viewed')
    expect(await world.theRun('again', customer)).toMatchObject({ stepId: 'two' })
    const current = (await world.customers.find(customer._id))!
    for (const id of [lead, view, lead, view]) {
      await world.journeys.onEvent((await world.stores.events.find(id))!, current)
    }
    expect(await world.theRun('again', customer)).toMatchObject({ stepId: 'two', visit: 1 })
    expect(await world.allRuns()).toHaveLength(1)
  })
})

describe('a phone whose clock is wrong', () => {
  const judge = (within: string) => ({
    which: {
      branch: [{ when: { event: 'page.viewed', within }, to: 'seen' }, { otherwise: 'unseen' }],
    },
    seen: { tag: { add: ['看过'] }, next: 'end' },
    unseen: { tag: { add: ['没看过'] }, next: 'end' },
  })
  const tagsAfter = async (offMs: number, steps: object) => {
    await world.publish({ journey: 'viewed', entry: { event: 'page.viewed' }, steps })
    const customer = await world.aCustomer()
    await world.does(customer, 'page.viewed', {}, { at: new Date(world.clock.now().getTime() + offMs) })
    return tagsOf(customer._id)
  }

  it.each([
    ['five minutes ahead', 5 * minuteMs],
    ['a millisecond ahead', 1],
    ['five minutes behind', -5 * minuteMs],
  ])('(%s): a branch finds the very event that began the journey', async (_how, offMs) => {
    expect(await tagsAfter(offMs, judge('1 hour'))).toEqual(['看过'])
  })

  it('(nine minutes ahead): the wait after its event is as long as for anybody', async () => {
    await tagsAfter(9 * minuteMs, { rest: { wait: '1 hour', next: 'which' }, ...judge('30 minutes') })
    world.clock.advance(hourMs)
    await world.work()
    const [run] = await world.allRuns()
    expect(await tagsOf(run!.customerId)).toEqual(['没看过'])
  })
})
