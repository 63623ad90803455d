import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openPage } from '../content/link-target.ts'
import { aMessage, email, sms } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'

let world: World

beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())
beforeEach(() => world.clock.set('2026-03-02T10:00:00+08:00'))

const paper = { link: { kind: 'link' as const, to: 'https://k.example/paper.pdf?v=2' } }
const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0.50'

async function aSentLink() {
  const message = world.say(
    aMessage({ content: sms('下载 k.example/{{link}}', { code: 'link' }), variables: paper }),
  )
  const customer = await world.aCustomer()
  const request = world.aRequest(customer, message)
  await world.outreach.deliver(request)
  const { links } = await world.touch(request.touchId)
  return { customer, touchId: request.touchId, code: links.link ?? '' }
}

const visit = (visitId: string, more = {}) => ({ at: world.clock.now(), visitId, userAgent: phone, ...more })

describe('a tracked link', () => {
  it('goes into an SMS as a code of at most six characters and leads to the stored target', async () => {
    const { code } = await aSentLink()
    expect(code).toMatch(/^[0-9A-Za-z]{1,6}$/)
    expect(world.senders.sms.calls.at(-1)?.message.params).toEqual({ code })
    expect(await world.outreach.followLink(code, visit('v'))).toEqual({
      location: 'https://k.example/paper.pdf?v=2',
    })
  })

  it('counts a visit once and tells it as message.clicked', async () => {
    const { code, touchId } = await aSentLink()
    for (const id of ['v1', 'v1', 'v2']) await world.outreach.followLink(code, visit(id))
    expect(await world.touch(touchId)).toMatchObject({ state: 'clicked', clicks: 2 })
    expect(
      world.eventsNamed('message.clicked').filter(({ props }) => props.touchId === touchId),
    ).toHaveLength(2)
  })

  it('tells what the version that went out declares it to be about, whatever is published since', async () => {
    const content = sms('下载 k.example/{{link}}', { code: 'link' })
    const declared = { content, variables: paper, topic: '美妆教程', promotion: true }
    const message = world.say(aMessage(declared))
    const request = world.aRequest(await world.aCustomer(), message)
    await world.outreach.deliver(request)
    world.say(aMessage({ ...declared, topic: '新品', promotion: false }))
    await world.outreach.followLink((await world.touch(request.touchId)).links.link ?? '', visit('v'))
    const [click] = world
      .eventsNamed('message.clicked')
      .filter(({ props }) => props.touchId === request.touchId)
    expect(click?.props).toMatchObject({ link: 'link', topic: '美妆教程', promotion: true })
  })

  it.each([
    ['a scanner', { userAgent: 'Mozilla/5.0 (compatible; SafeLinks-Scanner/1.0)' }],
    ['a HEAD request', { scanner: true }],
  ])('leads %s on without counting it', async (_, more) => {
    const { code, touchId } = await aSentLink()
    expect(await world.outreach.followLink(code, visit('s', more))).not.toBeNull()
    expect((await world.touch(touchId)).clicks).toBeUndefined()
  })

  it('does not count what follows an e-mail’s links within two seconds of sending', async () => {
    const message = world.say(
      aMessage({ prefer: ['email'], content: email('<a href="{{link}}">白皮书</a>'), variables: paper }),
    )
    const request = world.aRequest(await world.aCustomer({ email: 'a@b.example' }), message)
    await world.outreach.deliver(request)
    const code = (await world.touch(request.touchId)).links.link ?? ''
    world.clock.advance(1_999)
    await world.outreach.followLink(code, visit('early'))
    expect((await world.touch(request.touchId)).clicks).toBeUndefined()
    world.clock.advance(1)
    await world.outreach.followLink(code, visit('later'))
    expect((await world.touch(request.touchId)).clicks).toBe(1)
  })

  it('is null for a code nobody was given', async () => {
    expect(await world.outreach.followLink('zzzzzz', visit('v'))).toBeNull()
  })

  it('gets another code when the first belongs to somebody else', async () => {
    const { touchId, code } = await aSentLink()
    const taken = {
      _id: code,
      touchId: 'another',
      customerId: 'c',
      name: 'link',
      target: 'https://x.example/',
      createdAt: new Date(),
    }
    expect(await world.stores.links.insert(taken)).toBe(false)
    // Nor does it lead elsewhere for the same touch.
    expect(await world.stores.links.insert({ ...taken, touchId })).toBe(false)
    const target = 'https://k.example/paper.pdf?v=2'
    expect(await world.stores.links.insert({ ...taken, touchId, target })).toBe(true)
    expect((await world.stores.links.find(code))?.target).toBe(target)
  })

  it.each([
    'javascript:alert(1)',
    'https://user:pass@evil.example/',
    'miniprogram:no-slash',
    'file:///etc/passwd',
  ])('is refused for the target %s', async (to) => {
    const message = world.say(aMessage({ content: sms(), variables: { link: { kind: 'link', to } } }))
    const outcome = await world.outreach.deliver(world.aRequest(await world.aCustomer(), message))
    expect(outcome).toEqual({ state: 'skipped', reason: 'link.unsafe' })
  })

  it('opens a mini-program page through a page of ours that carries the code', () => {
    expect(openPage('https://k.example')('miniprogram:/pages/coupon?batch=b', 'Ab12Cd')).toBe(
      'https://k.example/open?to=%2Fpages%2Fcoupon%3Fbatch%3Db%26k%3DAb12Cd',
    )
  })
})

describe('an e-mail', () => {
  async function aSentMail(purpose: 'marketing' | 'requested' = 'marketing') {
    const message = world.say(
      aMessage({ purpose, prefer: ['email'], content: email('<body><p>你好</p></body>') }),
    )
    const customer = await world.aCustomer({ email: 'a@b.example' })
    const request = world.aRequest(customer, message)
    await world.outreach.deliver(request)
    const mail = world.senders.email.calls.at(-1)?.message
    if (!mail) throw new Error('no mail')
    const token = /\/u\/([^"]+)/.exec(mail.unsubscribeUrl ?? '')?.[1] ?? ''
    const pixel = /\/o\/([^"]+)\.gif/.exec(mail.html)?.[1] ?? ''
    return { customer, mail, token, pixel, touchId: request.touchId }
  }

  it('shows the way out and ends with the open pixel', async () => {
    const { mail } = await aSentMail()
    expect(mail.html).toContain(`href="${mail.unsubscribeUrl}"`)
    expect(mail.html).toMatch(/<img src="https:\/\/k\.example\/o\/[\w~-]+\.gif"[^>]*><\/body>$/)
    expect(mail.text).toContain(mail.unsubscribeUrl)
  })

  it('that was asked for has no way out, since it cannot be refused', async () => {
    const { mail } = await aSentMail('requested')
    expect(mail.unsubscribeUrl).toBeUndefined()
    expect(mail.html).not.toContain('/u/')
  })

  it('can be unsubscribed from with one click; marketing by e-mail then stops', async () => {
    const { customer, token } = await aSentMail()
    expect(world.outreach.readUnsubscribeToken(token)).toEqual({ customerId: customer._id, channel: 'email' })
    expect(await world.outreach.unsubscribe(token, world.clock.now())).toBe(true)
    expect(await world.outreach.unsubscribe(token, world.clock.now())).toBe(true)
    expect((await world.customers.find(customer._id))?.consent).toMatchObject({
      email: { state: 'refused', source: 'unsubscribe' },
      sms: { state: 'granted' },
    })
    const told = world
      .eventsNamed('message.unsubscribed')
      .filter((event) => event.customerId === customer._id)
    expect(told).toMatchObject([{ props: { channel: 'email' } }])
    const message = world.say(aMessage({ prefer: ['email'], content: email() }))
    expect(await world.outreach.deliver(world.aRequest(customer, message))).toEqual({
      state: 'skipped',
      reason: 'refused',
    })
  })

  it('does not let a changed token, or the token of the pixel, unsubscribe anybody', async () => {
    const { token, pixel } = await aSentMail()
    const changed = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`
    for (const bad of [changed, pixel, '', 'x', 'a~b~c']) {
      expect(await world.outreach.unsubscribe(bad, world.clock.now())).toBe(false)
      expect(world.outreach.readUnsubscribeToken(bad)).toBeNull()
    }
    expect(await world.outreach.open(token, { at: world.clock.now() })).toBe(false)
  })

  it('counts opens, tells the first one, and keeps machines apart', async () => {
    const { customer, pixel, touchId } = await aSentMail()
    const open = (userAgent: string) => world.outreach.open(pixel, { at: world.clock.now(), userAgent })
    world.clock.advance(1_000)
    await open(phone)
    world.clock.advance(60_000)
    await open('Mozilla/5.0 (Windows NT 5.1) GoogleImageProxy')
    // Apple's mail proxy.
    await open('Mozilla/5.0')
    expect(await world.touch(touchId)).toMatchObject({ state: 'sent', machineOpens: 3 })
    expect((await world.customers.find(customer._id))?.engagedAt).toEqual({})
    await open(phone)
    world.clock.advance(1_000)
    await open(phone)
    expect(await world.touch(touchId)).toMatchObject({ state: 'opened', opens: 2 })
    expect(world.eventsNamed('message.opened').filter(({ props }) => props.touchId === touchId)).toHaveLength(
      1,
    )
  })
})
