import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CustomerChange } from '../../domain/customers/contract.ts'
import type { Customer } from '../../models/customer.ts'
import { aScenario, type Scenario, together } from '../testing/scenario-world.ts'

const names = [
  'douyin',
  'account',
  'form',
  'reader',
  'latecomer',
  'babyTag',
  'babyInterest',
  'buyer',
  'refuser',
  'otherForm',
  'again',
] as const
type Name = (typeof names)[number]

/** What is known of some before they ask. */
const knownOf: Partial<Record<Name, CustomerChange>> = {
  douyin: { setProfile: { sourceChannel: '抖音投放' } },
  account: { setProfile: { sourceChannel: '公众号文章' } },
  babyTag: { addTags: [{ name: '母婴用户', kind: 'manual' }] },
  babyInterest: { setTraits: { interest: '母婴' } },
}

let world: Scenario
const people = {} as Record<Name, Customer>

const asks = (name: Name, form = 'whitepaper') => world.does(people[name], 'lead.submitted', { form })
const clicks = async (name: Name, step = 'introduce') => {
  const touchId = `${(await world.runsOf(people[name]))[0]?._id}:${step}:1`
  await world.does(people[name], 'message.clicked', { touchId, channel: 'sms' })
}

describe('M1: a lead asks for the white paper', () => {
  /** Day 0, 09:00: asks. Day 3, 09:00: introduced. Day 5, 09:00: given up. */
  beforeAll(async () => {
    world = await aScenario('lead-nurture')
    await together(names, async (name) => {
      people[name] = await world.aCustomer({
        nickname: '陈佳宁',
        ...(name === 'refuser' && { granted: [], refused: ['sms', 'email'] }),
      })
      const known = knownOf[name]
      if (known) await world.customers.change(people[name]._id, known, 'profile')
      await asks(name, name === 'otherForm' ? 'member-card' : 'whitepaper')
    })
    await world.moveTo(world.at(1, '10:00'))
    await world.does(people.buyer, 'order.paid', { orderId: 'first', amountFen: 29_900 })
    await world.moveTo(world.at(4, '10:00'))
    await clicks('reader')
    await clicks('babyTag', 'introduce-baby-care')
    await world.moveTo(world.at(6, '10:00'))
    await clicks('latecomer')
    await world.moveTo(world.at(29, '10:00'))
    await asks('again')
    await world.moveTo(world.at(31, '10:00'))
    await asks('again')
    await world.moveTo(world.at(40, '10:00'))
  })
  afterAll(() => world.drop())

  const got = async (name: Name) => (await world.receivedBy(people[name])).map(({ message }) => message)

  it('gets it at once, by SMS with a link', async () => {
    expect((await world.receivedBy(people.form))[0]).toEqual({
      message: 'lead-welcome',
      at: world.at(0, '09:00'),
    })
    const [sms] = world.senders.sms.received.filter(({ ref }) => ref.includes(people.form._id))
    expect(sms?.message.params).toMatchObject({ name: '陈佳宁', code: expect.stringMatching(/^\w+$/) })
  })

  it.each([
    ['douyin', '渠道-抖音'],
    ['account', '渠道-公众号'],
    ['form', '渠道-线上表单'],
  ] as const)('%s: what is known of them becomes tags', async (name, tag) => {
    const tags = await world.tagsOf(people[name])
    expect(tags).toContain('潜在线索')
    expect(tags.filter((one) => one.startsWith('渠道-'))).toEqual([tag])
  })

  it.each([
    ['form', 'product-introduction'],
    ['babyTag', 'product-introduction-baby'],
    ['babyInterest', 'product-introduction-baby'],
  ] as const)('%s: three days later the suitable introduction', async (name, message) => {
    expect((await world.receivedBy(people[name]))[1]).toEqual({ message, at: world.at(3, '09:00') })
  })

  it.each(['reader', 'babyTag'] as const)('%s reads it and is handed to sales', async (name) => {
    expect(world.tasksOf(people[name])).toMatchObject([
      { title: '陈佳宁 咨询跟进', reasons: ['看过产品介绍', '留过联系方式'] },
    ])
  })

  it.each(['form', 'latecomer'] as const)('%s does not within two days: left alone', async (name) => {
    expect((await world.runsOf(people[name]))[0]).toMatchObject({
      endReason: 'completed',
      stepId: 'interested',
      endedAt: world.at(5, '09:00'),
    })
    expect(world.tasksOf(people[name])).toEqual([])
    expect(await got(name)).toHaveLength(2)
  })

  it('buys: leaves at once, with the goal, and gets no introduction', async () => {
    expect(await world.runsOf(people.buyer)).toMatchObject([
      { endReason: 'exit:order.paid', endedAt: world.at(1, '10:00'), goalValueFen: 29_900 },
    ])
    expect(await got('buyer')).toEqual(['lead-welcome'])
  })

  it('without consent to advertising gets what was asked for, and no more', async () => {
    expect(await got('refuser')).toEqual(['lead-welcome'])
    expect((await world.runsOf(people.refuser))[0]?.endReason).toBe('completed')
  })

  it('another form is no matter of this journey', async () => {
    expect(await world.runsOf(people.otherForm)).toEqual([])
  })

  it('asking again starts nothing within 30 days, and begins anew after them', async () => {
    expect((await world.runsOf(people.again)).map(({ startedAt }) => startedAt)).toEqual([
      world.at(0, '09:00'),
      world.at(31, '10:00'),
    ])
  })

  it('every way of the graph was walked', async () => {
    expect(await world.walkedWays()).toEqual(world.allWays)
  })
})
