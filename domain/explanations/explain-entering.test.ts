import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import type { PilotAudience } from '../definitions/pilot.ts'
import { aSegment, type WrittenJourney } from '../journeys/testing/definitions.ts'
import { broadcastSchema } from '../language/broadcast.ts'
import { aMessage, sms } from '../outreach/testing/messages.ts'
import { share } from '../stable-hash.ts'
import type { JourneyExplanation } from './contract.ts'
import { anExplainedWorld, type ExplainedWorld } from './testing/world.ts'

let world: ExplainedWorld
beforeEach(async () => {
  world = await anExplainedWorld({
    segments: [aSegment({ segment: 'vip', rule: { tag: 'VIP' } })],
  })
})
afterEach(() => world.drop())

const explained = async ({ _id }: Customer, journeyId = 'j') =>
  world.explanations.journey((await world.customers.find(_id)) as Customer, journeyId)
const check = ({ entry }: JourneyExplanation, wanted: string) => entry.find(({ what }) => what === wanted)
const tagged = (customer: Customer, name: string) =>
  world.customers.change(customer._id, { addTags: [{ name, kind: 'manual' }] }, `tag:${name}`)

describe('while there is a pilot', () => {
  const version = (amountFen: number): WrittenJourney => ({
    journey: 'j',
    entry: { event: 'order.paid', where: { prop: 'amountFen', atLeast: amountFen } },
    steps: { rest: { wait: '1 day', next: 'end' } },
  })
  const pilot = (audience: PilotAudience) =>
    world.publish(version(500), { pilot: { 'journey:j': { kind: 'begin', audience } } })
  /** Somebody below, or not below, this standing in the pilot of the journey. */
  async function somebody(isBelow: boolean, percent: number): Promise<Customer> {
    for (;;) {
      const customer = await world.aCustomer()
      if (share(customer._id, 'pilot:j') < percent === isBelow) return customer
    }
  }

  it('whoever is outside the share enters the live version, and is asked what that one asks', async () => {
    await world.publish(version(100))
    await pilot({ share: 30 })
    const [inside, outside] = [await somebody(true, 30), await somebody(false, 30)]
    for (const one of [inside, outside]) await world.does(one, 'order.paid', { amountFen: 99 })
    expect(check(await explained(outside), 'pilot')).toEqual({
      what: 'pilot',
      ok: true,
      says: '不在灰度范围内（全部客户的 30%）：进入正式版本 j@1',
    })
    expect(check(await explained(outside), 'trigger')?.rule?.says).toBe('金额（分）不低于 100')
    expect(check(await explained(inside), 'pilot')).toMatchObject({
      ok: true,
      says: '在灰度范围内（全部客户的 30%）：进入灰度版本 j@2',
    })
    expect(check(await explained(inside), 'trigger')?.rule?.says).toBe('金额（分）不低于 500')
  })

  it('of a first release nobody takes whoever is outside: that is why they never entered', async () => {
    await pilot({ share: 30 })
    const outside = await somebody(false, 30)
    await world.does(outside, 'order.paid', { amountFen: 500 })
    expect((await explained(outside)).says).toBe(
      '没有进入过：不在灰度范围内（全部客户的 30%）：还没有给其他客户的版本，现在谁也不接',
    )
  })

  it('a segment decides by who is in it, and is called by its name', async () => {
    await world.change({
      publish: [
        {
          definition: {
            kind: 'segment',
            definition: aSegment({ segment: 'vip', rule: { tag: 'VIP' } }),
          },
        },
      ],
    })
    await pilot({ segment: 'vip' })
    const customer = await world.aCustomer()
    expect(check(await explained(customer), 'pilot')).toMatchObject({
      ok: false,
      says: expect.stringMatching(/^不在灰度范围内（人群包「测试分群」）/),
    })
    await world.connection.db
      ?.collection<Customer>('customers')
      .updateOne({ _id: customer._id }, { $set: { segments: ['vip'] } })
    expect(check(await explained(customer), 'pilot')).toMatchObject({
      ok: true,
      says: '在灰度范围内（人群包「测试分群」）：进入灰度版本 j@1',
    })
  })

  it('without one nothing is said of it', async () => {
    await world.publish(version(100))
    expect(check(await explained(await world.aCustomer()), 'pilot')).toBeUndefined()
  })
})

describe('gates ahead', () => {
  const written = {
    journey: 'j',
    entry: { event: 'order.paid' },
    steps: { say: { send: { message: 'offer' }, next: 'end' } },
  }
  const marketing = () => world.say(aMessage({ id: 'offer', purpose: 'marketing', content: sms() }))
  const settings = `settings: company\nname: 规则\nexclude: { 门店同行: { tag: 同行 } }\n`

  it('somebody not to be disturbed is told so: by which rule, of which version of the settings', async () => {
    marketing()
    await world.publish(written)
    await world.publishText(settings)
    const rival = await tagged(await world.aCustomer(), '同行')
    const told = await explained(rival)
    expect(told.ahead).toEqual([
      {
        gate: 'excluded',
        rule: '门店同行',
        settings: 'company@1',
        says: '发营销消息时会被拦下：不打扰：门店同行，不发营销信息（company@1）',
      },
    ])
    // It keeps nobody out of the journey.
    expect(told.says).not.toContain('门店同行')
    expect((await explained(await tagged(await world.aCustomer(), '员工'))).ahead).toEqual([])
  })

  it('without settings the rules of Kelu itself hold', async () => {
    marketing()
    await world.publish(written)
    expect((await explained(await tagged(await world.aCustomer(), '勿扰'))).ahead).toMatchObject([
      { rule: '勿扰', settings: null, says: expect.stringContaining('（默认规则）') },
    ])
  })

  it('a journey without marketing has none', async () => {
    world.say(aMessage({ id: 'offer', purpose: 'requested', content: sms() }))
    await world.publish(written)
    expect((await explained(await tagged(await world.aCustomer(), '勿扰'))).ahead).toEqual([])
  })
})

describe('an entry by a festival', () => {
  const written = {
    journey: 'j',
    entry: { festival: '中秋节', minus: '3 days', when: { tag: 'VIP' } },
    steps: { rest: { wait: '1 day', next: 'end' } },
  }
  const calendar = (festivals: string) =>
    world.publishText(`calendar: own\nname: 日历\nfestivals: { ${festivals} }\n`)

  it('says when it comes next, of which year, and after it came also when that was', async () => {
    await calendar('中秋节: { lunar: 08-15 }')
    await world.publish(written)
    const customer = await world.aCustomer()
    const at = new Date('2026-09-22T10:00:00+08:00')
    expect(check(await explained(customer), 'trigger')).toMatchObject({
      ok: false,
      at,
      says: '还没有到过时间，下一次 2026-09-22 10:00（2026 年中秋节）',
    })
    world.clock.set('2026-09-22T10:00:00+08:00')
    await world.journeys.startScheduled()
    expect(check(await explained(customer), 'trigger')?.says).toMatch(
      /^上一次安排在 2026-09-22 10:00，下一次 2027-.*（2027 年中秋节）$/,
    )
  })

  it('that the calendar no longer knows does not come again', async () => {
    await calendar('店庆: 06-18')
    await world.publish(written)
    expect(check(await explained(await world.aCustomer()), 'trigger')?.says).toBe(
      '还没有到过时间，日历里没有以后的中秋节',
    )
  })
})

it('of conditions tied to the run it says what they are tied to', async () => {
  const ofThisOrder = { prop: 'orderId', is: { entry: 'orderId' } }
  await world.publish({
    journey: 'j',
    entry: { event: 'order.paid', key: 'orderId', again: 'always' },
    exit: [{ event: 'order.refunded', where: ofThisOrder }],
    steps: { rest: { wait: '2 days', next: 'end' } },
  })
  const customer = await world.aCustomer()
  await world.does(customer, 'order.paid', { orderId: 'A', amountFen: 1 })
  const { runs } = await explained(customer)
  expect(runs[0]?.tiedTo).toEqual([expect.stringMatching(/^起因的.+：A$/)])
})

describe('a broadcast', () => {
  beforeEach(() =>
    world.publishDefinition(
      broadcastSchema.parse({
        broadcast: 'b',
        name: '新品',
        to: { tag: 'VIP' },
        send: { message: 'hello' },
        at: '2026-03-05T10:00:00+08:00',
      }),
    ),
  )

  it('is told as one, not as a journey', async () => {
    const told = await explained(await world.aCustomer(), 'b')
    expect(told).toMatchObject({
      writtenAs: 'broadcast',
      says: expect.stringMatching(/^没有发给过这位客户：/),
    })
    expect(told.entry.map(({ says }) => says)).toEqual([
      '群发运行中',
      '还没有到过时间，下一次 2026-03-05 10:00',
      '受众条件现在不符合',
      '没有发给过这位客户',
    ])
  })

  it('that was sent says when, and that it is sent once', async () => {
    const customer = await tagged(await world.aCustomer(), 'VIP')
    world.clock.set('2026-03-05T10:00:00+08:00')
    await world.journeys.startScheduled()
    await world.work()
    const told = await explained(customer, 'b')
    expect(told).toMatchObject({
      verdict: 'left',
      says: expect.stringMatching(/^发出过 1 次，最近一次 2026-03-05 10:00 发出/),
    })
    expect(check(told, 'again')?.says).toBe('2026-03-05 10:00 发出过，每人只发一次')
    for (const { says } of [told, ...told.entry]) expect(says).not.toMatch(/流程|进入/)
  })
})
