import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const minute = 60_000

let world: RunningKelu
const livingCustomers = () =>
  world.kelu.connection.collection('customers').countDocuments({ mergedInto: null })

describe('M25 (log-in, behaviour events): the person logs in to the mini-program', () => {
  beforeAll(async () => {
    world = await runningKelu({
      definitions: [
        {
          journey: 'thank-for-cart',
          name: '加购感谢',
          entry: { event: 'cart.added' },
          steps: { tag: { tag: { add: ['加购过'] }, next: 'end' } },
        },
      ],
    })
  })
  afterAll(() => world.close())

  it('jscode2session tells who they are, and the unionid joins the two identities into one customer', async () => {
    const person = await world.somebody()
    await world.sandbox.scanAndAdd({ person: person.name, staff: 'lilei' })
    await world.settle()
    const friend = await world.customerOf(person)
    const before = (await world.sandbox.calls())['wechat:/sns/jscode2session'] ?? 0
    await world.sandbox.openMiniprogram({ person: person.name, path: 'pages/index' })
    await world.settle()
    expect((await world.sandbox.calls())['wechat:/sns/jscode2session']).toBe(before + 1)
    const customer = await world.customerOf(person)
    expect(customer._id).toBe(friend._id)
    expect([...customer.ids].sort()).toEqual(
      [
        `external:${world.sandbox.settings.corpId}:${person.externalUserid}`,
        `openid:${world.sandbox.settings.mpAppId}:${person.openid}`,
        `unionid:${person.unionid}`,
      ].sort(),
    )
    expect(await world.eventsOf(person)).toContain('miniprogram.entered')
  })

  it('also when the mini-program came first: the scan finds the same customer, and nothing is left over', async () => {
    const person = await world.somebody()
    const before = await livingCustomers()
    await world.sandbox.openMiniprogram({ person: person.name })
    await world.sandbox.scanAndAdd({ person: person.name, staff: 'hanmei' })
    await world.settle()
    expect(await livingCustomers()).toBe(before + 1)
    const customer = await world.customerOf(person)
    expect(customer.ids).toHaveLength(3)
    expect(customer.follows).toMatchObject([{ staff: 'hanmei' }])
    // One welcome and what the log-in told, whichever of the two profiles heard it first.
    expect(await world.eventsOf(person)).toEqual(
      expect.arrayContaining([
        'miniprogram.entered',
        'wecom.friend_added',
        'message.sent',
        'customer.merged',
      ]),
    )
  })

  it('sends behaviour events: each counts once, however often the phone repeats it', async () => {
    const person = await world.somebody()
    await world.sandbox.openMiniprogram({ person: person.name })
    const events = ['e1', 'e2'].map((id) => ({
      id,
      name: 'product.viewed',
      at: world.clock.now().toISOString(),
      props: { productId: 'p1' },
    }))
    for (let n = 0; n < 3; n += 1) await world.sandbox.mpEvents({ person: person.name, events })
    await world.settle()
    expect((await world.customerOf(person)).traits).toMatchObject({
      productViews: 2,
      lastViewedProductId: 'p1',
    })
    expect((await world.eventsOf(person)).filter((name) => name === 'product.viewed')).toHaveLength(2)
  })

  it('journeys are files, not code: one put beside the others runs', async () => {
    const person = await world.somebody()
    await world.sandbox.openMiniprogram({ person: person.name })
    const at = world.clock.now().toISOString()
    await world.sandbox.mpEvents({ person: person.name, events: [{ id: 'c1', name: 'cart.added', at }] })
    await world.settle()
    expect((await world.customerOf(person)).tags.map(({ name }) => name)).toContain('加购过')
    expect(await world.runsOf(person)).toMatchObject([
      { journeyId: 'thank-for-cart', endReason: 'completed' },
    ])
  })
})

describe('M1 (welcome, introduction), M25 (lead form): somebody leaves a lead form', () => {
  beforeAll(async () => {
    world = await runningKelu()
  })
  afterAll(() => world.close())

  it('an SMS with a tracked link reaches them within 5 minutes', async () => {
    const person = await world.somebody()
    const submittedAt = world.clock.now()
    await world.lead(person)
    await world.pass(5 * minute)
    const [text, ...more] = await world.textsTo(person)
    expect(more).toEqual([])
    expect(text?.text).toMatch(/白皮书.*k\.example\/r\/[0-9A-Za-z]{1,6} /)
    expect((text?.at.getTime() ?? 0) - submittedAt.getTime()).toBeLessThanOrEqual(5 * minute)
    expect(await world.touchesOf(person)).toMatchObject([{ messageId: 'lead-welcome', state: 'delivered' }])
  })

  it('the link leads to what was asked for, and the click is known', async () => {
    const person = await world.somebody()
    await world.lead(person)
    await world.settle()
    const answer = await world.sandbox.clickLink({ person: person.name, platform: 'aliyun' })
    expect(answer).toEqual({ status: 302, location: 'https://www.kelu.example/whitepaper/industry-2026' })
    await world.settle()
    expect(await world.eventsOf(person)).toContain('message.clicked')
    expect(await world.touchesOf(person)).toMatchObject([{ state: 'clicked', clicks: 1 }])
  })

  it('within 5 minutes also when the gateway fails at first, and still only one', async () => {
    const person = await world.somebody()
    await world.sandbox.addFault({ platform: 'aliyun', api: 'SendSms', kind: 'serverError', times: 1 })
    const submittedAt = world.clock.now()
    await world.lead(person)
    await world.pass(10 * minute)
    const texts = await world.textsTo(person)
    expect(texts).toHaveLength(1)
    expect((texts[0]?.at.getTime() ?? 0) - submittedAt.getTime()).toBeLessThanOrEqual(5 * minute)
  })

  it('the form sent twice is one lead, one journey, one SMS', async () => {
    const person = await world.somebody()
    await Promise.all([world.lead(person), world.lead(person)])
    await world.settle()
    expect(await world.textsTo(person)).toHaveLength(1)
    expect(await world.runsOf(person)).toHaveLength(1)
  })

  it('at night as well: they asked for it', async () => {
    await world.moveTo(world.at(1, '23:30'))
    const person = await world.somebody()
    await world.lead(person)
    await world.settle()
    expect(await world.textsTo(person)).toHaveLength(1)
  })

  it('three days later the product introduction comes, and never at night', async () => {
    const [atNoon, atNight] = [await world.somebody(), await world.somebody()]
    await world.moveTo(world.at(2, '12:00'))
    await world.lead(atNoon)
    await world.moveTo(world.at(2, '23:00'))
    await world.lead(atNight)
    await world.moveTo(world.at(6, '12:00'))
    const [, introduction] = await world.textsTo(atNoon)
    expect(introduction?.text).toContain('产品介绍')
    expect(introduction?.at).toEqual(world.at(5, '12:00'))
    const [, nightly] = await world.textsTo(atNight)
    // Marketing SMS waits for 09:00 and is spread over half an hour.
    expect(nightly?.at.getTime()).toBeGreaterThanOrEqual(world.at(6, '09:00').getTime())
    expect(nightly?.at.getTime()).toBeLessThanOrEqual(world.at(6, '09:30').getTime())
  })
})
