import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLinkStore } from '../models/links.ts'
import { appid, corp } from '../test/testing/edge-world.ts'
import { type MiniprogramWorld, miniprogramWorld } from './testing/world.ts'

let world: MiniprogramWorld
beforeEach(async () => {
  world = await miniprogramWorld()
})
afterEach(() => world.close())
const at = () => world.clock.now().toISOString()

describe('log-in', () => {
  it('makes one customer of openid and unionid, opens a session and tells that the mini-program was entered', async () => {
    const answer = await world.call('/login', { code: 'code-wang', scene: 1167, path: '/pages/home' })
    expect(answer.status).toBe(200)
    expect(Date.parse(answer.body.expiresAt) - world.clock.now().getTime()).toBe(30 * 86_400_000)
    const customer = await world.byOpenid('o-wang')
    expect(customer?.ids.toSorted()).toEqual([`openid:${appid}:o-wang`, 'unionid:u-wang'])
    expect(await world.events('miniprogram.entered')).toMatchObject([
      { customerId: customer?._id, props: { scene: 1167, path: '/pages/home' } },
    ])
  })

  it("of a brand's mini-program asks there, and is the same person under an openid of its own", async () => {
    const brand = 'wx00000000000000b1'
    await world.login()
    world.platforms.loginCodes.set('code-brand', { openid: 'o-brand', unionid: 'u-wang' })
    const { status, body } = await world.call('/login', { code: 'code-brand', appid: brand })
    expect([status, world.platforms.loginApps.get('code-brand')]).toEqual([200, brand])
    expect((await world.byOpenid('o-wang'))?.ids.toSorted()).toEqual([
      `openid:${brand}:o-brand`,
      `openid:${appid}:o-wang`,
      'unionid:u-wang',
    ])
    // The button that gives the number belongs to the mini-program it was pressed in.
    world.platforms.phoneCodes.set('press-brand', '+8613800138000')
    expect((await world.call('/phone', { code: 'press-brand' }, body.token)).status).toBe(200)
    expect(world.platforms.loginApps.get('press-brand')).toBe(brand)
    expect((await world.call('/login', { code: 'code-wang', appid: '../evil' })).status).toBe(400)
  })

  it('is the WeCom friend of the same unionid', async () => {
    const origin = { source: 'wecom', at: world.clock.now() }
    const friend = await world.customers.getOrCreate([{ kind: 'external', corp, value: 'wm1' }], origin)
    await world.customers.addClaims(friend._id, [{ kind: 'unionid', value: 'u-wang' }], 'wecom')
    await world.login()
    expect((await world.byOpenid('o-wang'))?._id).toBe(friend._id)
  })

  it('stores no token, only its digest', async () => {
    const token = await world.login()
    const stored = JSON.stringify(await world.connection.collection('sessions').find({}).toArray())
    expect(stored).not.toContain(token)
  })

  it('lasts 30 days from the last use', async () => {
    const token = await world.login()
    for (let use = 0; use < 3; use++) {
      world.clock.advance(20 * 86_400_000)
      expect((await world.call('/popups', undefined, token, 'GET')).status).toBe(200)
    }
    world.clock.advance(30 * 86_400_000 + 1)
    expect((await world.call('/popups', undefined, token, 'GET')).status).toBe(401)
  })

  it.each(['k', 'cq'])('tells who reads what a salesperson sent, by its code as %s', async (name) => {
    const origin = { source: 'wecom', at: world.clock.now() }
    const sentTo = await world.customers.getOrCreate([{ kind: 'external', corp, value: 'wm1' }], origin)
    await createLinkStore(world.connection).insert({
      ...{ _id: 'Rd7x2k', touchId: '', customerId: sentTo._id, name: 'link', createdAt: world.clock.now() },
      target: 'miniprogram:/pages/article',
      material: { messageId: 'article', title: '换季护肤三步', staff: 'lilei' },
    })
    for (const code of ['Rd7x2k', 'forged'])
      await world.call('/login', { code: 'code-wang', path: `/pages/article?${name}=${code}` })
    const reader = await world.byOpenid('o-wang')
    expect(await world.events('material.viewed')).toMatchObject([
      { customerId: reader?._id, props: { title: '换季护肤三步', staff: 'lilei', sharedBy: sentTo._id } },
    ])
    const [entered] = await world.events('miniprogram.entered')
    expect(entered?.props).not.toHaveProperty('touchId')
  })

  it('is refused for a bad code, and unavailable while the platform is', async () => {
    expect(await world.call('/login', { code: 'bad' })).toMatchObject({
      status: 401,
      body: { error: { code: 'login.refused' } },
    })
    world.platforms.down.login = true
    expect((await world.call('/login', { code: 'code-wang' })).status).toBe(503)
  })
})

describe('behaviour events', () => {
  const viewed = (id: string) => ({ id, name: 'product.viewed', at: at(), props: { productId: 'p1' } })

  it('are durable when acknowledged and count once however often they come', async () => {
    const token = await world.login()
    const batch = { events: [viewed('e1'), viewed('e2'), { id: 'e3', name: 'custom.shared', at: at() }] }
    expect(await world.call('/events', batch, token)).toMatchObject({ status: 200, body: { accepted: 3 } })
    expect(await world.events('product.viewed')).toHaveLength(2)
    await Promise.all([world.call('/events', batch, token), world.call('/events', batch, token)])
    await world.activity.settled()
    expect(await world.events('product.viewed')).toHaveLength(2)
    expect(await world.events('custom.shared')).toHaveLength(1)
  })

  it.each(['page.viewed', 'product.viewed', 'cart.added'])('%s says what was looked at', async (name) => {
    const props = { category: '护肤', topic: '美妆教程', promotion: true }
    const batch = { events: [{ id: 'e1', name, at: at(), props }] }
    expect((await world.call('/events', batch, await world.login())).status).toBe(200)
    expect(await world.events(name)).toMatchObject([{ props }])
  })

  it('of two customers may have the same id', async () => {
    const [wang, li] = [await world.login('code-wang'), await world.login('code-li')]
    await world.call('/events', { events: [viewed('e1')] }, wang)
    await world.call('/events', { events: [viewed('e1')] }, li)
    expect(await world.events('product.viewed')).toHaveLength(2)
  })

  it('keep their id when the customer is merged between two tries', async () => {
    const token = await world.login('code-li')
    await world.call('/events', { events: [viewed('e1')] }, token)
    await world.activity.settled()
    const li = await world.byOpenid('o-li')
    const origin = { source: 'wecom', at: world.clock.now() }
    await world.customers.getOrCreate([{ kind: 'unionid', value: 'u-li' }], origin)
    await world.customers.addClaims(li?._id ?? '', [{ kind: 'unionid', value: 'u-li' }], 'test')
    expect((await world.call('/events', { events: [viewed('e1')] }, token)).status).toBe(200)
    expect(await world.events('product.viewed')).toHaveLength(1)
  })

  it('of an unknown or forged name are refused, naming them, and nothing of the batch is kept', async () => {
    const token = await world.login()
    const batch = {
      events: [viewed('e1'), { ...viewed('e2'), name: 'order.paid' }, { ...viewed('e3'), name: 'nonsense' }],
    }
    const answer = await world.call('/events', batch, token)
    expect(answer.status).toBe(422)
    expect(answer.body.error.data.faults).toMatchObject([
      { index: 1, name: 'order.paid' },
      { index: 2, name: 'nonsense' },
    ])
    expect(await world.events('product.viewed')).toEqual([])
  })
})

describe('lead form', () => {
  const lead = (more: object = {}) => ({
    id: 'lead-1',
    form: 'white-paper',
    phone: '138 0013 8000',
    email: 'wang@example.com',
    nickname: '王先生',
    sourceChannel: '公众号',
    consent: { sms: true, email: false, text: '同意接收短信' },
    ...more,
  })
  const owners = () => world.customers.findByPhone('+8613800138000')

  it('makes a lead with sealed contact data, consent with its words, tags and one event', async () => {
    expect((await world.call('/leads', lead())).status).toBe(202)
    expect((await world.call('/leads', lead())).status).toBe(202)
    await world.activity.settled()
    const [customer, ...more] = await owners()
    expect(more).toEqual([])
    expect(customer?.consent).toMatchObject({
      sms: { state: 'granted', source: 'lead:white-paper', text: '同意接收短信' },
    })
    expect(customer?.consent.email).toBeUndefined()
    expect(customer?.tags.map((tag) => tag.name)).toEqual(
      expect.arrayContaining(['来源:公众号', '表单:white-paper']),
    )
    expect(customer && world.customers.reveal(customer)).toEqual({
      phone: '+8613800138000',
      email: 'wang@example.com',
    })
    const events = await world.events('lead.submitted')
    expect(events).toMatchObject([
      { customerId: customer?._id, props: { form: 'white-paper', consent: { sms: true, email: false } } },
    ])
    const kept = JSON.stringify([await world.inboxRecords(), events, customer])
    expect(kept).not.toMatch(/13800138000|wang@example/)
  })

  it('of two forms with long names gives two tags, however much of the names is the same', async () => {
    const form = 'autumn-campaign-shanghai-store-'
    await world.call('/leads', lead({ form: `${form}jingan` }))
    await world.call('/leads', lead({ id: 'lead-2', form: `${form}xuhui` }))
    await world.activity.settled()
    expect((await owners())[0]?.tags.map((tag) => tag.name)).toEqual(
      expect.arrayContaining([`表单:${form}jingan`, `表单:${form}xuhui`]),
    )
  })

  it('typed by somebody logged in stays with them, unverified', async () => {
    const token = await world.login()
    await world.call('/leads', lead(), token)
    await world.activity.settled()
    expect(await owners()).toMatchObject([{ _id: (await world.byOpenid('o-wang'))?._id }])
    expect((await owners())[0]?.profile.phoneVerified).not.toBe(true)
  })

  it('typed by a stranger does not lift a refusal; typed by the customer it does', async () => {
    const token = await world.login()
    await world.call('/leads', lead(), token)
    await world.activity.settled()
    const id = (await world.byOpenid('o-wang'))?._id ?? ''
    await world.customers.change(
      id,
      { setConsent: { sms: { state: 'refused', source: 'sms reply' } } },
      'test',
    )
    const smsConsent = async () => (await world.customers.find(id))?.consent.sms?.state

    await world.call('/leads', lead({ id: 'lead-2' }))
    await world.activity.settled()
    expect(await smsConsent()).toBe('refused')
    await world.call('/leads', lead({ id: 'lead-3' }), token)
    await world.activity.settled()
    expect(await smsConsent()).toBe('granted')
  })
})

describe('subscription answers', () => {
  it('give one credit per accept, once per answer', async () => {
    const token = await world.login()
    const answer = { id: 's1', results: { tpl_a: 'accept', tpl_b: 'reject', tpl_c: 'ban' } }
    expect((await world.call('/subscriptions', answer, token)).body).toEqual({ credited: ['tpl_a'] })
    await world.call('/subscriptions', answer, token)
    expect((await world.byOpenid('o-wang'))?.credits).toEqual({ tpl_a: 1 })
    await world.call('/subscriptions', { ...answer, id: 's2' }, token)
    expect((await world.byOpenid('o-wang'))?.credits).toEqual({ tpl_a: 2 })
  })
})

describe('subscription answers of a template no message is written for', () => {
  it('are refused whole, naming it', async () => {
    const answer = { id: 's1', results: { tpl_a: 'accept', tpl_of_another_shop: 'accept' } }
    expect(await world.call('/subscriptions', answer, await world.login())).toMatchObject({
      status: 422,
      body: { error: { data: { faults: [{ field: 'results.tpl_of_another_shop' }] } } },
    })
    expect((await world.byOpenid('o-wang'))?.credits).toEqual({})
  })
})

describe('个性化', () => {
  it('turned off is a consent with its source and an event, once per id', async () => {
    const token = await world.login()
    const call = (body: object) => world.call('/individualisation', body, token)
    expect((await call({ id: 'i1', on: false })).body).toEqual({ on: false })
    expect((await world.byOpenid('o-wang'))?.consent.individualisation).toMatchObject({
      state: 'refused',
      source: 'miniprogram',
    })
    await call({ id: 'i2', on: true })
    // Sent again because its answer was lost.
    expect((await call({ id: 'i1', on: false })).body).toEqual({ on: true })
    expect(await world.events('customer.consent_changed')).toMatchObject([
      { props: { channel: 'individualisation', old: null, new: 'refused' } },
      { props: { channel: 'individualisation', old: 'refused', new: 'granted' } },
    ])
  })
})

describe('pop-ups', () => {
  it('are shown once, and a click counts for their owner alone', async () => {
    const [wang, li] = [await world.login('code-wang'), await world.login('code-li')]
    const customerId = (await world.byOpenid('o-wang'))?._id ?? ''
    await world.outreach.deliver({
      touchId: 'run:1:popup',
      customerId,
      messageId: 'coupon-popup',
      channels: ['popup'],
    })
    expect((await world.call('/popups', undefined, li, 'GET')).body).toEqual({ popups: [] })
    const { popups } = (await world.call('/popups', undefined, wang, 'GET')).body
    expect(popups).toMatchObject([{ touchId: 'run:1:popup', title: '欢迎回来' }])
    expect((await world.call('/popups', undefined, wang, 'GET')).body).toEqual({ popups: [] })

    const click = `/popups/${encodeURIComponent('run:1:popup')}/click`
    expect((await world.call(click, undefined, li)).status).toBe(404)
    expect((await world.call(click, undefined, wang)).status).toBe(204)
    expect((await world.call(click, undefined, wang)).status).toBe(204)
    expect(await world.events('popup.clicked')).toHaveLength(1)
    expect((await world.outreach.findTouch('run:1:popup'))?.state).toBe('clicked')
    expect((await world.call('/popups/run%3A1%3Apopup/dismiss', undefined, wang)).status).toBe(204)
    expect(await world.events('popup.dismissed')).toHaveLength(1)
  })
})
