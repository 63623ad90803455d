import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { aScenario, type Scenario, together } from '../testing/scenario-world.ts'

const names = [
  'silent',
  'clicks',
  'replies',
  'returns',
  'clicksLater',
  'repliesLater',
  'returnsLater',
  'owned',
  'vetoed',
  'tagged',
  'buyer',
  'none',
  'visited',
  'called',
  'sleeper',
  'stranger',
] as const
type Name = (typeof names)[number]

const skinCare = (name: string) => ({ name, category: '护肤', quantity: 1, priceFen: 9_900 })
/** What was in the orders of which that matters. */
const boughtBy: Partial<Record<Name, object[]>> = {
  silent: [skinCare('洁面乳')],
  none: [skinCare('修护精华')],
  clicksLater: [skinCare('修护精华'), { ...skinCare('小样'), productId: 'sample-set' }],
}

let world: Scenario
const people = {} as Record<Name, Customer>

const did = (name: Name, event: string, day: number, props: object = {}) =>
  world.does(people[name], event, props as Record<string, unknown>, { at: world.at(day, '10:00') })
const ofTouch = async (name: Name, step: string) => ({
  touchId: `${(await world.runsOf(people[name]))[0]?._id}:${step}:1`,
  channel: 'sms',
})

describe('M4: no interaction for 30 days', () => {
  /**
   * Day 2, 04:00: found lapsed; 09:00: recalled, those of a salesperson on day 3. Day 9: recommended. Day 16: lost. One of them
   * is found on day 4, when there is no coupon left.
   */
  beforeAll(async () => {
    world = await aScenario('win-back')
    await together(names, async (name) => {
      people[name] = await world.aCustomer({ nickname: '赵浩然' })
      if (name === 'stranger') return
      if (['owned', 'vetoed', 'tagged'].includes(name))
        await world.customers.change(people[name]._id, { setOwner: 'lilei' }, 'owner')
      await did(name, 'miniprogram.entered', name === 'none' ? -27 : -29)
      if (name === 'visited') await did(name, 'order.received', -10, { orderId: `o-${name}` })
      if (name === 'called') await did(name, 'task.done', -10, { result: 'interested', staff: 'lilei' })
      const bought = name === 'sleeper' ? -40 : -120
      const order = { orderId: `o-${name}`, amountFen: 9_900, items: boughtBy[name] }
      await did(name, 'order.paid', bought, order)
    })
    await world.moveTo(world.at(2, '10:00'))
    await world.does(people.vetoed, 'task.done', { result: 'notInterested', staff: 'lilei' })
    await world.does(people.owned, 'task.done', { result: 'unstated', staff: 'lilei' })
    const pleaseNot = { addTags: [{ name: '先别打扰', kind: 'manual' as const }] }
    await world.customers.change(people.tagged._id, pleaseNot, 'by the salesperson')
    world.batches.usedUp.add('recall-50')
    await world.moveTo(world.at(3, '03:00'))
    world.batches.usedUp.clear()
    await world.moveTo(world.at(4, '03:00'))
    world.batches.usedUp.add('recall-50')
    await world.moveTo(world.at(4, '10:00'))
    await world.does(people.clicks, 'message.clicked', await ofTouch('clicks', 'recall'))
    await world.does(people.replies, 'message.replied', await ofTouch('replies', 'recall'))
    await world.does(people.returns, 'miniprogram.entered')
    await world.does(people.buyer, 'order.paid', { orderId: 'again', amountFen: 20_000 })
    await world.moveTo(world.at(12, '10:00'))
    await world.does(people.clicksLater, 'message.clicked', await ofTouch('clicksLater', 'recommend'))
    await world.does(people.repliesLater, 'message.replied', await ofTouch('repliesLater', 'recommend'))
    await world.does(people.returnsLater, 'miniprogram.entered')
    await world.moveTo(world.at(18, '10:00'))
  })
  afterAll(() => world.drop())

  const got = async (name: Name) => (await world.receivedBy(people[name])).map(({ message }) => message)

  it('gets a recall SMS with the return benefit, in the morning', async () => {
    const [first] = await world.receivedBy(people.silent)
    expect(first).toEqual({ message: 'recall-benefit', at: world.at(2, '09:00') })
    expect(world.couponsOf(people.silent)).toEqual(['recall-50'])
  })

  it('no response: seven days later a recommendation, and then 深度流失', async () => {
    const [, second, ...more] = await world.receivedBy(people.silent)
    expect(second).toEqual({ message: 'recall-recommendation', at: world.at(9, '09:00') })
    expect(more).toEqual([])
    expect(await world.tagsOf(people.silent)).toContain('深度流失')
    expect((await world.runsOf(people.silent))[0]?.endedAt).toEqual(world.at(16, '09:00'))
  })

  it.each([
    ['silent', 'by what they bought', '修护精华'],
    ['none', 'not what they have', '人气小样套装'],
    ['clicksLater', 'nothing of what they have', '当季新品'],
    ['returnsLater', 'who bought nothing of the kind', '人气小样套装'],
  ] as const)('recommends to %s, %s: %s', async (name, _, product) => {
    const { touchId } = await ofTouch(name, 'recommend')
    const sent = world.senders.sms.received.filter(({ ref }) => ref.startsWith(`${touchId}#`))
    expect(sent.map(({ message }) => message.params.product)).toEqual([product])
  })

  it.each(['clicks', 'replies', 'returns'] as const)('%s after the recall: is won back', async (name) => {
    expect(await got(name)).toEqual(['recall-benefit'])
    expect(await world.tagsOf(people[name])).toContain('已召回')
    expect(await world.tagsOf(people[name])).not.toContain('深度流失')
  })

  it.each(['clicksLater', 'repliesLater', 'returnsLater'] as const)(
    '%s after the recommendation: is won back',
    async (name) => {
      expect(await got(name)).toEqual(['recall-benefit', 'recall-recommendation'])
      expect(await world.tagsOf(people[name])).toContain('已召回')
    },
  )

  it('whose salesperson is asked first is recalled a day later', async () => {
    expect(world.tasksOf(people.owned)).toMatchObject([{ title: '明天召回 赵浩然，合适吗' }])
    expect((await world.receivedBy(people.owned))[0]).toEqual({
      message: 'recall-benefit',
      at: world.at(3, '09:00'),
    })
  })

  it('a salesperson vetoes by the task or by the tag: nothing is sent', async () => {
    expect(await got('vetoed')).toEqual([])
    expect((await world.wayOf(people.vetoed)).at(-1)).toBe('销售否决召回')
    expect(await got('tagged')).toEqual([])
    expect((await world.wayOf(people.tagged)).at(-1)).toBe('exit:customer.tag_added')
  })

  it('buys: leaves at once, with the goal', async () => {
    expect((await world.runsOf(people.buyer))[0]).toMatchObject({
      endReason: 'exit:order.paid',
      goalValueFen: 20_000,
    })
  })

  it('without a coupon left the recommendation comes at once', async () => {
    expect(await world.receivedBy(people.none)).toEqual([
      { message: 'recall-recommendation', at: world.at(4, '09:00') },
    ])
  })

  it.each([
    // Received something in a store; spoke with their salesperson.
    'visited',
    'called',
    // Bought within 90 days: that is for the wake-up of sleeping members.
    'sleeper',
    // Never bought.
    'stranger',
  ] as const)('%s is not lapsed', async (name) => {
    expect(await world.runsOf(people[name])).toEqual([])
  })

  it('every way of the graph was walked', async () => {
    expect(await world.walkedWays()).toEqual(world.allWays)
  })
})

describe('M4: the quarterly recall of the deeply lost', () => {
  let members: Record<'silent' | 'returns' | 'pleaseNot' | 'other', Customer>
  beforeAll(async () => {
    world = await aScenario('quarterly-recall')
    members = {
      silent: await world.aCustomer(),
      returns: await world.aCustomer(),
      pleaseNot: await world.aCustomer(),
      other: await world.aCustomer(),
    }
    const lost = { name: '深度流失', kind: 'rule' as const }
    for (const name of ['silent', 'returns', 'pleaseNot'] as const)
      await world.customers.change(members[name]._id, { addTags: [lost] }, 'lost')
    const pleaseNot = { addTags: [{ name: '先别打扰', kind: 'manual' as const }] }
    await world.customers.change(members.pleaseNot._id, pleaseNot, 'by hand')
    await world.moveTo(new Date('2026-04-05T10:00:00+08:00'))
    await world.does(members.returns, 'miniprogram.entered')
    await world.moveTo(new Date('2026-07-20T10:00:00+08:00'))
  })
  afterAll(() => world.drop())

  it('comes on the first day of each quarter', async () => {
    expect(await world.receivedBy(members.silent)).toEqual(
      ['2026-04-01', '2026-07-01'].map((day) => ({
        message: 'quarterly-recall',
        at: new Date(`${day}T09:00:00+08:00`),
      })),
    )
  })

  it('who returns is not deeply lost any more, and gets no other', async () => {
    expect(await world.tagsOf(members.returns)).not.toContain('深度流失')
    expect(await world.receivedBy(members.returns)).toHaveLength(1)
  })

  it.each(['pleaseNot', 'other'] as const)('%s gets none', async (name) => {
    expect(await world.runsOf(members[name])).toEqual([])
  })

  it('every way of the graph was walked', async () => {
    expect(await world.walkedWays()).toEqual(world.allWays)
  })
})
