import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { aMessage, sms } from '../outreach/testing/messages.ts'
import type { JourneyExplanation } from './contract.ts'
import { anExplainedWorld, type ExplainedWorld } from './testing/world.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const minuteMs = 60_000

let world: ExplainedWorld
let customer: Customer
beforeEach(async () => {
  world = await anExplainedWorld()
  customer = await world.aCustomer()
})
afterEach(() => world.drop())

const journey = {
  journey: 'j',
  entry: { event: 'order.paid', where: { prop: 'amountFen', atLeast: 10_000 }, when: { tag: '会员' } },
  exit: [{ event: 'order.refunded' }],
  steps: { rest: { wait: '2 days', next: 'say' }, say: { send: { message: 'hello' }, next: 'end' } },
}
const latest = async () => (await world.customers.find(customer._id)) as Customer
const explained = async () => world.explanations.journey(await latest(), 'j')
const asked = ({ entry }: JourneyExplanation) => entry.map(({ what, ok }) => `${ok ? '✓' : '✗'} ${what}`)
const join = () =>
  world.customers.change(customer._id, { addTags: [{ name: '会员', kind: 'manual' }] }, 'test')

describe('who is not in a journey', () => {
  beforeEach(async () => {
    world.clock.advance(-hourMs)
    await world.publish(journey)
    world.clock.advance(hourMs)
  })

  it('has not done what starts it', async () => {
    const told = await explained()
    expect(asked(told)).toEqual(['✓ state', '✗ trigger', '✗ when', '✓ again'])
    expect(told).toMatchObject({
      verdict: 'neverEntered',
      says: '没有进入过：近 400 天内没有发生过「购买」',
      runs: [],
    })
  })

  it('did it otherwise than asked: the event says how', async () => {
    await world.does(customer, 'order.paid', { amountFen: 9_900 })
    const [, trigger] = (await explained()).entry
    expect(trigger).toMatchObject({
      ok: false,
      says: '2026-03-02 09:00「购买」不符合入口的条件',
      rule: { holds: false, says: '金额（分）不低于 10000', actual: '9900' },
    })
  })

  it('did it before the journey was there', async () => {
    await world.does(customer, 'order.paid', { amountFen: 10_000 })
    world.clock.advance(minuteMs)
    await world.publish({ ...journey, journey: 'later' })
    const { entry } = await world.explanations.journey(await latest(), 'later')
    expect(entry[1]).toMatchObject({ ok: false, says: expect.stringContaining('那时流程还没有发布') })
  })

  it('did it long before we heard of it', async () => {
    const at = new Date(world.clock.now().getTime() - 5 * dayMs)
    await world.does(customer, 'order.paid', { amountFen: 10_000 }, { at })
    expect((await explained()).entry[1]).toMatchObject({
      ok: false,
      says: expect.stringContaining('只算历史'),
    })
  })

  it('does not meet the conditions, leaf by leaf', async () => {
    await world.does(customer, 'order.paid', { amountFen: 10_000 })
    const told = await explained()
    expect(asked(told)).toEqual(['✓ state', '✓ trigger', '✗ when', '✓ again'])
    expect(told.says).toBe('没有进入过：入口条件现在不符合')
    expect(told.entry[2]?.rule).toEqual({ holds: false, says: '有标签 会员', actual: '没有这个标签' })
  })

  it('meets a journey that takes nobody in', async () => {
    await world.steer('j', 'stop')
    expect(await explained()).toMatchObject({ says: '没有进入过：流程已停止进入', state: 'stopped' })
  })
})

describe('who is in a journey', () => {
  beforeEach(async () => {
    await world.publish(journey)
    await join()
    await world.does(customer, 'order.paid', { amountFen: 10_000 })
  })

  it('is told where, why, and what comes next and when', async () => {
    const told = await explained()
    const dueAt = new Date(world.clock.now().getTime() + 2 * dayMs)
    expect(told).toMatchObject({
      verdict: 'inside',
      version: 'j@1',
      runs: [
        {
          version: 'j@1',
          cause: '2026-03-02 09:00「购买」',
          step: { id: 'rest', says: '等 2 天' },
          next: { says: '等到时间后继续', at: dueAt },
        },
      ],
    })
    expect(told.entry.at(-1)).toMatchObject({ what: 'inside', ok: false })
  })

  it('stands still while it is paused', async () => {
    await world.steer('j', 'pause')
    expect((await explained()).runs[0]).toMatchObject({
      held: 'paused',
      next: { says: '流程已暂停，恢复后继续', at: null },
    })
  })

  it('is told which gate put the message off, by which inputs, and when it is looked at again', async () => {
    world.say(aMessage({ id: 'hello', purpose: 'marketing', content: sms('您好') }))
    // 23:00, beyond the hours of marketing.
    world.clock.advance(2 * dayMs + 14 * hourMs)
    await world.work()
    const [run] = (await explained()).runs
    expect(run?.touches).toMatchObject([
      {
        state: 'deferred',
        says: '等待中：现在是免打扰时段，等到开放时段再发',
        decided: { gate: 'quietHours', gateName: '免打扰时段', inputs: { from: '09:00', to: '20:00' } },
        next: run?.touches[0]?.decided?.until,
      },
    ])
  })

  it('has left: when, how, and that there is no second time', async () => {
    await world.does(customer, 'order.refunded')
    const told = await explained()
    expect(told).toMatchObject({ verdict: 'left', runs: [{ ended: { says: '退款后离开' } }] })
    expect(told.entry.find(({ what }) => what === 'again')).toMatchObject({
      ok: false,
      says: '2026-03-02 09:00 进入过，只能进入一次',
    })
  })
})

it('totals tell how everybody of a journey fared, by reason', async () => {
  world.say(aMessage({ id: 'hello', purpose: 'marketing', content: sms('您好') }))
  await world.publish({ ...journey, entry: { event: 'order.paid' }, steps: { say: journey.steps.say } })
  const silent = await world.aCustomer({ granted: [] })
  for (const one of [customer, silent, await world.aCustomer()]) await world.does(one, 'order.paid')
  const { says, touches, runs } = await world.explanations.journeyTotals('j')
  expect(says).toBe('进入 3 人次，触达 3 条')
  expect(touches.map((row) => [row.state, row.reason, row.says, row.touches])).toEqual([
    ['sent', 'accepted', '已发出', 2],
    ['skipped', 'noConsent', '未发送：客户未同意通过该渠道接收营销信息', 1],
  ])
  expect(runs).toMatchObject([{ state: 'completed', runs: 3 }])
})

it('what was never published is refused', async () => {
  await expect(world.explanations.journey(customer, 'nothing')).rejects.toThrow('journey.not_found')
})
