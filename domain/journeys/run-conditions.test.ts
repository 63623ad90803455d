import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aMessage, sms } from '../outreach/testing/messages.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const dayMs = 86_400_000

let world: JourneyWorld
beforeEach(async () => {
  world = await aJourneyWorld()
})
afterEach(() => world.drop())

const ofThisOrder = { prop: 'orderId', is: { entry: 'orderId' } }
const perOrder = { event: 'order.paid', key: 'orderId', again: 'always' }
const ends = (...reasons: string[]) =>
  Object.fromEntries(reasons.map((reason) => [reason, { exit: { reason } }]))

const runsByKey = async () =>
  Object.fromEntries((await world.allRuns()).map((run) => [run._id.split(':')[2] ?? '', run]))

describe('what began the run', () => {
  it('binds waits, exits and the goal to its order, though the same person has another', async () => {
    await world.publish({
      journey: 'after-sale',
      entry: perOrder,
      exit: [{ event: 'order.refunded', where: ofThisOrder }],
      goal: { event: 'order.received', where: ofThisOrder, within: '30 days' },
      steps: {
        arrives: {
          waitFor: { event: 'order.delivered', where: ofThisOrder, within: '10 days' },
          yes: 'arrived',
          no: 'late',
        },
        ...ends('arrived', 'late'),
      },
    })
    const customer = await world.aCustomer()
    for (const orderId of ['A', 'B', 'C']) await world.does(customer, 'order.paid', { orderId, amountFen: 1 })
    await world.does(customer, 'order.delivered', { orderId: 'B' })
    await world.does(customer, 'order.refunded', { orderId: 'C' })
    await world.does(customer, 'order.received', { orderId: 'B' })
    world.clock.advance(10 * dayMs)
    await world.work()
    const { A, B, C } = await runsByKey()
    expect([A?.endReason, B?.endReason, C?.endReason]).toEqual(['late', 'arrived', 'exit:order.refunded'])
    expect([A, B, C].map((run) => run?.goalMetAt !== undefined)).toEqual([false, true, false])
    // Only what is asked is kept.
    expect(A?.entry).toEqual({ orderId: 'A' })
  })

  it('binds what a branch counts, and can be asked itself', async () => {
    await world.publish({
      journey: 'review',
      entry: perOrder,
      steps: {
        rest: { wait: '3 days', next: 'which' },
        which: {
          branch: [
            { when: { event: 'order.refund_requested', where: ofThisOrder }, to: 'refund' },
            { when: { entry: 'amountFen', atLeast: 20_000 }, to: 'large' },
            { otherwise: 'small' },
          ],
        },
        ...ends('refund', 'large', 'small'),
      },
    })
    const customer = await world.aCustomer()
    for (const [orderId, amountFen] of Object.entries({ A: 50_000, B: 20_000, C: 19_999 }))
      await world.does(customer, 'order.paid', { orderId, amountFen })
    await world.does(customer, 'order.refund_requested', { orderId: 'A' })
    world.clock.advance(3 * dayMs)
    await world.work()
    const { A, B, C } = await runsByKey()
    expect([A?.endReason, B?.endReason, C?.endReason]).toEqual(['refund', 'large', 'small'])
  })

  it('still binds texts for a run that began before its journey asked for them', async () => {
    const steps = {
      arrives: {
        waitFor: { event: 'order.delivered', where: ofThisOrder, within: '10 days' },
        yes: 'arrived',
        no: 'late',
      },
      ...ends('arrived', 'late'),
    }
    await world.publish({ journey: 'old', entry: perOrder, steps })
    const customer = await world.aCustomer()
    await world.does(customer, 'order.paid', { orderId: 'A' })
    await world.connection.db?.collection('runs').updateMany({}, { $unset: { entry: 1 } })
    await world.does(customer, 'order.delivered', { orderId: 'B' })
    expect((await runsByKey()).A?.state).toBe('active')
    await world.does(customer, 'order.delivered', { orderId: 'A' })
    expect((await runsByKey()).A?.endReason).toBe('arrived')
  })
})

describe('what ended the last wait', () => {
  it('can be asked by the steps that follow, in messages and task titles, too', async () => {
    world.say(
      aMessage({
        id: 'thanks',
        purpose: 'requested',
        variables: {
          what: { kind: 'value', from: 'answer.result' },
          form: { kind: 'value', from: 'event.form' },
        },
        content: sms('{{what}}{{form}}', { what: 'what', form: 'form' }),
      }),
    )
    await world.publish({
      journey: 'follow',
      entry: { event: 'lead.submitted' },
      steps: {
        called: { waitFor: { event: 'task.done', within: '2 days' }, yes: 'say', no: 'end' },
        say: { send: { message: 'thanks' }, next: 'note' },
        note: { task: { title: '{{ entry.form }}：{{ answer.result }}' }, next: 'which' },
        which: { branch: [{ when: { answer: 'result', is: 'won' }, to: 'won' }, { otherwise: 'lost' }] },
        ...ends('won', 'lost'),
      },
    })
    const [won, lost] = await world.crowd(2)
    for (const [customer, result] of [[won!, 'won'] as const, [lost!, 'notReached'] as const]) {
      await world.does(customer, 'lead.submitted', { form: '白皮书' })
      await world.does(customer, 'task.done', { result })
      expect(await world.theRun('follow', customer)).toMatchObject({
        endReason: result === 'won' ? 'won' : 'lost',
      })
    }
    expect(world.tasks.map(({ title }) => title)).toEqual(['白皮书：won', '白皮书：notReached'])
    expect(world.senders.sms.received[0]?.message.params).toEqual({ what: 'won', form: '白皮书' })
  })

  it('is no answer any more once a later wait ended by its time', async () => {
    const judge = (next: string) => ({
      waitFor: { event: 'task.done', within: '1 day' },
      yes: next,
      no: next,
    })
    await world.publish({
      journey: 'twice',
      entry: { event: 'lead.submitted' },
      steps: {
        first: judge('second'),
        second: judge('which'),
        which: { branch: [{ when: { answer: 'result', is: 'won' }, to: 'won' }, { otherwise: 'lost' }] },
        ...ends('won', 'lost'),
      },
    })
    const customer = await world.aCustomer()
    await world.does(customer, 'lead.submitted')
    await world.does(customer, 'task.done', { result: 'won' })
    const waiting = await world.theRun('twice', customer)
    expect(waiting).toMatchObject({ stepId: 'second', answer: { result: 'won' }, vars: { answer: {} } })
    world.clock.advance(dayMs)
    await world.work()
    const ended = await world.theRun('twice', customer)
    expect(ended).toMatchObject({ endReason: 'lost', answer: {} })
    expect(ended.vars).not.toHaveProperty('answer')
  })
})

it('a refund that is open keeps back the coupon of its order alone, until it is withdrawn', async () => {
  await world.publish({
    journey: 'first-buyer',
    entry: perOrder,
    steps: {
      later: { wait: '7 days', next: 'open' },
      open: {
        branch: [
          { when: { trait: 'refundingOrders', is: { entry: 'orderId' } }, to: 'dispute' },
          { otherwise: 'coupon' },
        ],
      },
      dispute: {
        waitFor: { event: 'order.refund_withdrawn', where: ofThisOrder, within: '30 days' },
        yes: 'coupon',
        no: 'over',
      },
      coupon: { coupon: { batch: 'first' }, next: 'end' },
      ...ends('over'),
    },
  })
  const customer = await world.aCustomer()
  for (const orderId of ['A', 'B']) await world.does(customer, 'order.paid', { orderId, amountFen: 1 })
  await world.does(customer, 'order.refund_requested', { orderId: 'B' })
  world.clock.advance(7 * dayMs)
  await world.work()
  expect(world.granted).toHaveLength(1)
  expect(await runsByKey()).toMatchObject({ A: { state: 'ended' }, B: { stepId: 'dispute' } })
  await world.does(customer, 'order.refund_withdrawn', { orderId: 'B' })
  await world.work()
  expect(world.granted).toHaveLength(2)
})
