import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import { aMessage, sms } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())
beforeEach(() => world.clock.set('2026-03-02T10:00:00+08:00'))

const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0.50'
const article = () =>
  world.say(
    aMessage({
      id: 'article',
      name: '换季护肤三步',
      content: sms('看看 k.example/{{link}}', { code: 'link' }),
      variables: {
        link: { kind: 'link', to: 'miniprogram:/pages/article?id=3' },
        more: { kind: 'link', to: 'https://k.example/more' },
      },
    }),
  )

async function sent(to: Customer, link?: string) {
  const given = await world.outreach.materialLink({
    messageId: article().id,
    customerId: to._id,
    staff: 'LiLei',
    link,
  })
  return { ...given, code: given.url.split('/').at(-1) ?? '' }
}
const open = (code: string, reader?: Customer, more = {}) =>
  world.outreach.followLink(code, {
    at: world.clock.now(),
    visitId: String(Math.random()),
    userAgent: phone,
    ...(reader && { customerId: reader._id }),
    ...more,
  })
const arrive = (code: string, customer: Customer) =>
  world.outreach.arriveBy(code, { at: world.clock.now(), visitId: 'launch', customer })
const readings = (of: Customer) =>
  world
    .eventsNamed('material.viewed')
    .filter(({ customerId }) => customerId === of._id)
    .map(({ props }) => props)
const openings = async (code: string) => (await world.stores.links.find(code))?.openings ?? 0

describe('the link of a salesperson', () => {
  it('leads where the content leads, each time by a code of its own', async () => {
    const customer = await world.aCustomer({ openid: 'o-1' })
    const [one, other] = [await sent(customer), await sent(customer)]
    expect(one.code).not.toBe(other.code)
    expect(one).toMatchObject({
      url: `https://k.example/r/${one.code}`,
      page: `/pages/article?id=3&k=${one.code}`,
      title: '换季护肤三步',
    })
    const more = await sent(customer, 'more')
    expect(more.page).toBeNull()
    expect(await open(more.code)).toEqual({ location: 'https://k.example/more' })
  })

  it.each([
    ['content there is none of', { messageId: 'nothing' }, 'message.not_found'],
    ['a link the content does not have', { link: 'toString' }, 'link.not_found'],
    ['nobody', { customerId: 'c_nobody' }, 'customer.not_found'],
  ])('is refused for %s', async (_, wrong, code) => {
    const { _id: customerId } = await world.aCustomer()
    const asked = { messageId: article().id, customerId, staff: 'lilei', ...wrong }
    await expect(world.outreach.materialLink(asked)).rejects.toMatchObject({ code })
  })
})

describe('who reads it', () => {
  it('is whoever the mini-program knows: once a day, with who sent it', async () => {
    const customer = await world.aCustomer({ openid: 'o-2' })
    const { code } = await sent(customer)
    await open(code, customer)
    await open(code, customer)
    const read = { messageId: 'article', title: '换季护肤三步', link: 'link', staff: 'lilei' }
    expect(readings(customer)).toEqual([read])
    world.clock.advance(86_400_000)
    await open(code, customer)
    expect(readings(customer)).toEqual([read, read])
    expect(await openings(code)).toBe(0)
  })

  it('is the one it was passed on to, never the one it was sent to', async () => {
    const [customer, friend] = [await world.aCustomer(), await world.aCustomer({ openid: 'o-3' })]
    const { code } = await sent(customer)
    await open(code, friend)
    expect(readings(customer)).toEqual([])
    expect(readings(friend)).toMatchObject([{ staff: 'lilei', sharedBy: customer._id }])
  })

  it('is nobody where nobody is known: the link alone counts it', async () => {
    const customer = await world.aCustomer()
    const { code } = await sent(customer)
    await open(code)
    await open(code)
    expect(readings(customer)).toEqual([])
    expect(await openings(code)).toBe(2)
    expect(world.eventsNamed('message.clicked').filter((each) => each.customerId === customer._id)).toEqual(
      [],
    )
  })

  it('is found out at the launch, after the short link had counted somebody', async () => {
    const customer = await world.aCustomer({ openid: 'o-4' })
    const { code } = await sent(customer)
    await open(code)
    expect(await arrive(code, customer)).toBeNull()
    expect(readings(customer)).toHaveLength(1)
  })

  it('is the same person after two have become one', async () => {
    const claims = [{ kind: 'unionid', value: 'u-5' }] as const
    const visitor = await world.aCustomer({ openid: 'o-5' })
    const friend = await world.aCustomer({ friend: true })
    const { code } = await sent(friend)
    await world.customers.addClaims(visitor._id, [...claims], 'test')
    const one = await world.customers.addClaims(friend._id, [...claims], 'test')
    await open(code, one)
    expect(readings(one)).toHaveLength(1)
    expect(readings(one)[0]).not.toHaveProperty('sharedBy')
  })

  it.each([
    ['a link preview', { userAgent: 'Mozilla/5.0 (compatible; LinkPreview/1.0; bot)' }],
    ['a HEAD request', { scanner: true }],
    ['who says nothing', { userAgent: '' }],
  ])('is no machine: %s', async (_, machine) => {
    const customer = await world.aCustomer()
    const { code } = await sent(customer)
    expect(await open(code, customer, machine)).not.toBeNull()
    expect(await openings(code)).toBe(0)
    expect(readings(customer)).toEqual([])
  })

  it('cannot be forged: a code of nobody’s leads nowhere, one of a message is no material', async () => {
    const customer = await world.aCustomer()
    expect(await open('zzzzzz', customer)).toBeNull()
    await arrive('zzzzzz', customer)
    const request = world.aRequest(customer, article())
    await world.outreach.deliver(request)
    const { links } = await world.touch(request.touchId)
    await arrive(links.link ?? '', customer)
    expect(readings(customer)).toEqual([])
    // Nor does a known link speak for somebody nobody knows.
    const { code } = await sent(customer)
    await open(code, { ...customer, _id: 'c_forged' })
    expect(readings(customer)).toEqual([])
    expect(await openings(code)).toBe(1)
  })
})
