import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import { ruleSchema } from '../../language/rule.ts'
import type { Offer } from '../../language/variable.ts'
import type { ShopProduct } from '../content/shop-products.ts'
import { aMessage, email, sms } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'

let world: World
let n = 0

beforeAll(async () => {
  world = await aWorld({ limits: { spreadMs: 0 } })
})
afterAll(() => world.drop())
beforeEach(() => {
  world.clock.set('2026-03-02T10:00:00+08:00')
  n += 1
})

const cream = { product: '保湿面霜', productId: 'p-cream' }
const serum = { product: '修护精华', productId: 'p-serum' }
const when = (rule: unknown) => ruleSchema.parse(rule)
const lost = { kind: 'unknown', code: 'ECONNRESET' } as const

/** A message that recommends among these, by SMS first. */
const recommends = (products: Offer[], otherwise = '心仪好物') =>
  world.say(
    aMessage({
      id: `m${n}`,
      purpose: 'requested',
      prefer: ['sms', 'email'],
      variables: { product: { kind: 'recommend', products, default: otherwise } },
      content: { ...sms('推荐{{product}}', { name: 'product' }), ...email('<p>{{product}}</p>') },
    }),
  )

let heard = 0
async function happens(customer: Customer, name: string, props: Record<string, unknown>): Promise<void> {
  heard += 1
  const at = world.clock.now()
  const { _id: customerId } = customer
  await world.customers.hear({ _id: `e${heard}`, customerId, name, at, props, source: 'test' })
}
const buys = (customer: Customer, item: object) =>
  happens(customer, 'order.paid', {
    orderId: `o${heard}`,
    amountFen: 9_900,
    items: [{ quantity: 1, priceFen: 9_900, ...item }],
  })

const saidTo = (touchId: string) =>
  world.senders.sms.calls
    .filter(({ ref }) => ref.startsWith(`${touchId}#`))
    .map(({ message }) => message.params.name)

async function recommendedTo(
  customer: Customer,
  products: Offer[],
  outreach = world.outreach,
): Promise<string | undefined> {
  const request = world.aRequest(customer, recommends(products))
  await outreach.deliver(request)
  return saidTo(request.touchId)[0]
}

describe('a recommendation is the first product', () => {
  it('whose rule holds', async () => {
    const customer = await world.aCustomer()
    await world.customers.change(customer._id, { addTags: [{ name: '抗初老', kind: 'manual' }] }, `tag${n}`)
    const dry = { ...cream, when: when({ tag: '干性肌肤' }) }
    const early = { ...serum, when: when({ tag: '抗初老' }) }
    expect(await recommendedTo(customer, [dry, early])).toBe('修护精华')
    expect(await recommendedTo(customer, [dry])).toBe('心仪好物')
  })

  it('whose rule holds for what the customer did', async () => {
    const customer = await world.aCustomer()
    const viewed = when({
      event: 'product.viewed',
      where: { prop: 'productId', is: 'p-serum' },
      within: '30 days',
    })
    const products = [{ ...serum, when: viewed }, cream]
    expect(await recommendedTo(customer, products)).toBe('保湿面霜')
    await happens(customer, 'product.viewed', { productId: 'p-serum' })
    expect(await recommendedTo(customer, products)).toBe('修护精华')
  })

  it.each([
    ['by its name', { productId: 'sku-7', name: '保湿面霜' }],
    ['by its id', { productId: 'p-cream', name: '面霜 50ml' }],
  ])('that was never bought, known %s', async (_, item) => {
    const customer = await world.aCustomer()
    expect(await recommendedTo(customer, [cream, serum])).toBe('保湿面霜')
    await buys(customer, item)
    expect(await recommendedTo(customer, [cream, serum])).toBe('修护精华')
    await buys(customer, serum)
    expect(await recommendedTo(customer, [cream, serum])).toBe('心仪好物')
  })

  it('that nobody bought who turned out to be the same person', async () => {
    const visitor = await world.aCustomer({ openid: `o${n}` })
    const other = await world.aCustomer({ phone: null, openid: `p${n}` })
    await buys(other, serum)
    await buys(visitor, cream)
    const unionid = { kind: 'unionid', value: `union${n}` } as const
    await world.customers.addClaims(visitor, [unionid], 'test')
    await world.customers.addClaims(other, [unionid], 'test')
    const both = await world.customers.find(visitor._id)
    expect(both?._id).toBe((await world.customers.find(other._id))?._id)
    expect(await recommendedTo(both as Customer, [cream, serum])).toBe('心仪好物')
  })
})

describe('of the products on sale it is', () => {
  const product = (productId: string, category: string, isAvailable = true): ShopProduct => ({
    ...{ productId, name: `商品${productId}`, category, isAvailable },
  })
  const shop = [product('b', '护肤'), product('a', '护肤'), product('c', '母婴'), product('d', '彩妆')]
  const selling = (products = shop) => world.newOutreach({ shopProducts: async () => products })
  const prefers = (customer: Customer, ...names: string[]) =>
    world.customers.change(
      customer._id,
      { addTags: names.map((name) => ({ name, kind: 'rule' })) },
      `prefers${n}:${names.join()}`,
    )

  it('one of a category they prefer, before any they bought', async () => {
    const customer = await world.aCustomer()
    await buys(customer, { productId: 'z', name: '面膜', category: '护肤' })
    expect(await recommendedTo(customer, ['on sale'], selling())).toBe('商品a')
    await prefers(customer, '偏好母婴')
    expect(await recommendedTo(customer, ['on sale'], selling())).toBe('商品c')
  })

  it('of categories they bought, the one they bought most of', async () => {
    const customer = await world.aCustomer()
    await buys(customer, { productId: 'x', name: '面膜', category: '护肤', quantity: 2 })
    await buys(customer, { productId: 'y', name: '口红', category: '彩妆', quantity: 3 })
    expect(await recommendedTo(customer, ['on sale'], selling())).toBe('商品d')
  })

  it('never what they have, what is off sale or what is sold out, whoever named it', async () => {
    const customer = await world.aCustomer()
    await prefers(customer, '偏好护肤')
    await buys(customer, { productId: 'a', name: '商品a', category: '护肤' })
    expect(await recommendedTo(customer, ['on sale'], selling())).toBe('商品b')
    const gone = [product('a', '护肤'), product('b', '护肤', false)]
    expect(await recommendedTo(customer, ['on sale'], selling(gone))).toBe('心仪好物')
    const named = { product: '商品b', productId: 'b' }
    expect(await recommendedTo(customer, [named], selling(gone))).toBe('心仪好物')
    // What this shop does not sell is another's to have.
    expect(await recommendedTo(customer, [cream], selling(gone))).toBe('保湿面霜')
  })

  it('none where nothing speaks for any, or nothing is sold', async () => {
    const customer = await world.aCustomer()
    expect(await recommendedTo(customer, ['on sale', serum], selling())).toBe('修护精华')
    await prefers(customer, '偏好护肤')
    expect(await recommendedTo(customer, ['on sale'])).toBe('心仪好物')
  })

  it('told with what it was chosen by', async () => {
    const customer = await world.aCustomer()
    await prefers(customer, '偏好母婴')
    const request = world.aRequest(customer, recommends(['on sale']))
    await selling().deliver(request)
    const { decisions } = await world.touch(request.touchId)
    expect(decisions.find(({ gate }) => gate === 'content')).toMatchObject({
      verdict: 'pass',
      inputs: { recommendedBy: { product: '偏好母婴' } },
    })
  })
})

describe('what was recommended once', () => {
  it('is repeated while the answer is lost, though it was bought meanwhile', async () => {
    const customer = await world.aCustomer()
    world.senders.sms.answer(lost)
    world.senders.sms.willFind({ kind: 'cannotTell' }, { kind: 'cannotTell' })
    const request = world.aRequest(customer, recommends([cream, serum]))
    expect(await world.outreach.deliver(request)).toMatchObject({ reason: 'awaitingReceipt' })
    await buys(customer, cream)
    world.clock.advance(10 * 60_000)
    expect(await world.outreach.deliver(request)).toMatchObject({ state: 'sent' })
    expect(saidTo(request.touchId)).toEqual(['保湿面霜', '保湿面霜'])
    expect((await world.touch(request.touchId)).recommended).toEqual({ product: '保湿面霜' })
  })

  it('is what the provider is asked about, though it was bought meanwhile', async () => {
    const customer = await world.aCustomer()
    const request = world.aRequest(customer, recommends([cream, serum]))
    const asked: unknown[] = []
    const find = world.senders.sms.find.bind(world.senders.sms)
    world.senders.sms.find = async (message, attempt) => {
      asked.push(message.params.name)
      return find(message, attempt)
    }
    world.senders.sms.answer(lost)
    world.senders.sms.during = () => buys(customer, cream)
    await world.outreach.deliver(request)
    world.senders.sms.during = () => Promise.resolve()
    world.clock.advance(60_000)
    await world.outreach.deliver(request)
    world.senders.sms.find = find
    expect(new Set(asked)).toEqual(new Set(['保湿面霜']))
    expect(new Set(saidTo(request.touchId))).toEqual(new Set(['保湿面霜']))
  })

  it('is recommended over the next channel, too', async () => {
    const customer = await world.aCustomer({ email: `p${n}@shop.example` })
    world.senders.sms.answer({ kind: 'refused', reason: 'unreachable', code: 'NO' })
    world.senders.sms.during = () => buys(customer, cream)
    const request = world.aRequest(customer, recommends([cream, serum]))
    await world.outreach.deliver(request)
    world.senders.sms.during = () => Promise.resolve()
    expect(saidTo(request.touchId)).toEqual(['保湿面霜'])
    expect(world.senders.email.received.at(-1)?.message.html).toContain('保湿面霜')
  })

  it('is chosen anew where a worker died before the first attempt', async () => {
    const customer = await world.aCustomer()
    const request = world.aRequest(customer, recommends([cream, serum]))
    await world.aStoredTouch(request, {
      state: 'reserved',
      channel: 'sms',
      reservedAt: world.clock.now(),
      recommended: { product: '保湿面霜' },
    })
    await buys(customer, cream)
    world.clock.advance(10 * 60_000)
    await world.outreach.deliver(request)
    expect(saidTo(request.touchId)).toEqual(['修护精华'])
  })

  it('is not yet what a touch says that was put off before its first attempt', async () => {
    world.clock.set('2026-03-02T23:00:00+08:00')
    const customer = await world.aCustomer()
    const message = world.say({ ...recommends([cream, serum]), purpose: 'marketing' })
    const request = world.aRequest(customer, message)
    expect(await world.outreach.deliver(request)).toMatchObject({ reason: 'quietHours' })
    await buys(customer, cream)
    world.clock.set('2026-03-03T10:00:00+08:00')
    await world.outreach.deliver(request)
    expect(saidTo(request.touchId)).toEqual(['修护精华'])
  })
})
