import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import ts from 'typescript'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type MiniprogramWorld, miniprogramWorld } from '../miniprogram-api/testing/world.ts'
import { createKelu, type KeluError } from './kelu.ts'
import { stubWx } from './testing/stub-wx.ts'

let world: MiniprogramWorld
let phone: ReturnType<typeof stubWx>
let lost: { reason: string; id?: string; error?: KeluError }[]
let timers: { ms: number; run(): void }[]

beforeEach(async () => {
  world = await miniprogramWorld()
  phone = stubWx()
  lost = []
  timers = []
  phone.codes.push('code-wang', 'code-wang', 'code-wang')
})
afterEach(() => world.close())

/** The app as it starts on this phone. */
const start = (more: { mostWaiting?: number; appId?: string } = {}) =>
  createKelu({
    ...more,
    wx: phone.wx,
    baseUrl: world.base,
    onLost: (each) => lost.push(each),
    later: (ms, run) => timers.push({ ms, run }),
  })
const viewed = () => world.events('product.viewed')

describe('what is tracked', () => {
  it('goes in batches after a moment, in the time of Kelu', async () => {
    const kelu = start()
    for (let n = 0; n < 60; n++) kelu.track('product.viewed', { productId: `p${n}` })
    expect(phone.calls).toEqual([])
    expect(timers).toMatchObject([{ ms: 1_000 }])
    await kelu.flush()
    // The first log-in told the time; the world stands in March whatever the machine says.
    expect(phone.calls).toEqual(['POST /mp/v1/login', 'POST /mp/v1/events', 'POST /mp/v1/events'])
    const events = await viewed()
    expect(events).toHaveLength(60)
    const offMs = Math.abs(events[0]?.at.getTime() - world.clock.now().getTime())
    expect(offMs).toBeLessThan(60_000)
    expect(kelu.waiting()).toBe(0)
  })

  it('survives flight mode and the end of the app', async () => {
    phone.network.isAway = true
    const before = start()
    before.track('product.viewed', { productId: 'p1' })
    await before.flush()
    phone.kill()
    const after = start()
    expect(after.waiting()).toBe(1)
    phone.comeBack()
    await after.flush()
    expect(await viewed()).toHaveLength(1)
  })

  it('counts once although its answer was lost', async () => {
    const kelu = start()
    await kelu.login()
    kelu.track('product.viewed', { productId: 'p1' })
    phone.network.losesAnswers = true
    await kelu.flush()
    expect(kelu.waiting()).toBe(1)
    phone.network.losesAnswers = false
    await kelu.flush()
    expect(kelu.waiting()).toBe(0)
    expect(await viewed()).toHaveLength(1)
  })

  it('waits twice as long after each failure, a minute at most', async () => {
    phone.network.isAway = true
    const kelu = start()
    kelu.track('page.viewed')
    for (let n = 0; n < 8; n++) {
      timers.at(-1)?.run()
      await kelu.flush()
    }
    const waits = timers.map(({ ms }) => ms)
    expect(waits[0]).toBe(1_000)
    expect(waits.toSorted((a, b) => a - b)).toEqual(waits)
    expect(waits.at(-1)).toBe(60_000)
  })

  it('that is bad is told and takes nothing with it', async () => {
    const kelu = start()
    const good = Array.from({ length: 5 }, (_, n) => ({ productId: `p${n}` }))
    for (const props of good) kelu.track('product.viewed', props)
    const bad = kelu.track('order.paid')
    for (const props of good) kelu.track('product.viewed', props)
    await kelu.flush()
    expect(await viewed()).toHaveLength(10)
    expect(lost).toMatchObject([{ reason: 'refused', id: bad, error: { code: 'request.unprocessable' } }])
  })

  it('is bounded: the oldest events go, what a customer wrote stays, and both sides are told', async () => {
    phone.network.isAway = true
    const kelu = start({ mostWaiting: 10 })
    await kelu.lead({ form: 'f', phone: '13800138000', consent: { text: '同意' } })
    for (let n = 0; n < 12; n++) kelu.track('page.viewed')
    expect(kelu.waiting()).toBe(10)
    expect(lost).toHaveLength(3)
    phone.comeBack()
    await kelu.flush()
    expect(await world.events('custom.events_dropped')).toMatchObject([{ props: { count: 3 } }])
    await world.activity.settled()
    expect(await world.events('lead.submitted')).toHaveLength(1)
  })

  it('in a wrong time is told again in the right one', async () => {
    const kelu = start()
    await kelu.login()
    world.clock.advance(3_600_000)
    const { skewMs, ...stored } = JSON.parse(phone.storage.get('kelu') ?? '{}')
    phone.storage.set('kelu', JSON.stringify({ ...stored, skewMs: skewMs + 86_400_000 }))
    phone.kill()
    const after = start()
    after.track('product.viewed', { productId: 'p1' })
    await after.flush()
    expect(await viewed()).toHaveLength(1)
    expect(lost).toEqual([])
  })
})

describe('a log-in', () => {
  it('says of which mini-program it is, where that is the one of a brand', async () => {
    await start({ appId: 'wx00000000000000b1' }).login()
    expect([...world.platforms.loginApps.values()]).toEqual(['wx00000000000000b1'])
  })

  it('is made once for all who wait for it, and anew when it is over', async () => {
    const kelu = start()
    await Promise.all([kelu.popups(), kelu.profile(), kelu.popups()])
    expect(phone.calls.filter((call) => call === 'POST /mp/v1/login')).toHaveLength(1)
    world.clock.advance(31 * 86_400_000)
    expect(await kelu.popups()).toEqual([])
    expect(phone.calls.filter((call) => call === 'POST /mp/v1/login')).toHaveLength(2)
  })
})

describe('what a customer writes', () => {
  const form = { form: 'white-paper', phone: '13800138000', consent: { sms: true, text: '同意接收短信' } }

  it('is accepted, or kept until it can be sent, or refused by name', async () => {
    const kelu = start()
    expect(await kelu.lead(form)).toBe('accepted')
    phone.network.isAway = true
    expect(await kelu.lead({ ...form, form: 'second' })).toBe('queued')
    phone.comeBack()
    await kelu.flush()
    await world.activity.settled()
    expect(await world.events('lead.submitted')).toHaveLength(2)
    const wrong = kelu.lead({ ...form, phone: '138' })
    await expect(wrong).rejects.toMatchObject({
      code: 'request.malformed',
      data: { faults: [{ field: 'phone' }] },
    })
    expect(kelu.waiting()).toBe(0)
  })

  it('of the profile and of subscriptions counts once', async () => {
    const kelu = start()
    expect(await kelu.setProfile({ nickname: '小王' })).toBe('accepted')
    phone.phone.subscribes = { tpl_a: 'acceptWithAudio', tpl_b: 'reject' }
    expect(await kelu.subscribe(['tpl_a', 'tpl_b'])).toEqual({ tpl_a: 'accept', tpl_b: 'reject' })
    const customer = await world.byOpenid('o-wang')
    expect(customer).toMatchObject({ profile: { nickname: '小王' }, credits: { tpl_a: 1 } })
  })

  it('is a number WeChat proved', async () => {
    world.platforms.phoneCodes.set('press-1', '+8613800138000')
    expect(await start().phone('press-1')).toEqual({ phone: '138****8000' })
    await expect(start().phone('press-1')).resolves.toBeDefined()
  })
})

describe('个性化', () => {
  it('is on until it is turned off, and what is turned off last holds', async () => {
    const kelu = start()
    expect(await kelu.individualisation()).toBe(true)
    phone.network.isAway = true
    expect(await kelu.setIndividualisation(true)).toBe('queued')
    expect(await kelu.setIndividualisation(false)).toBe('queued')
    phone.comeBack()
    await kelu.flush()
    expect(await kelu.individualisation()).toBe(false)
  })
})

describe('pop-ups', () => {
  it('are taken once, and followed however bad the network is', async () => {
    const kelu = start()
    await kelu.login()
    const customerId = (await world.byOpenid('o-wang'))?._id ?? ''
    const touchId = 'run:1:popup'
    await world.outreach.deliver({ touchId, customerId, messageId: 'coupon-popup', channels: ['popup'] })
    expect(await kelu.popups()).toMatchObject([{ touchId, title: '欢迎回来' }])
    phone.network.isAway = true
    expect(await kelu.popupClicked(touchId)).toBe('queued')
    phone.comeBack()
    await kelu.flush()
    expect(await world.events('popup.clicked')).toHaveLength(1)
  })
})

describe('the file', () => {
  it('is below 6 KB and imports nothing', async () => {
    const source = await readFile(new URL('./kelu.ts', import.meta.url), 'utf8')
    const target = ts.ScriptTarget.ES2018
    const { outputText } = ts.transpileModule(source, { compilerOptions: { target, removeComments: true } })
    expect(gzipSync(outputText).length).toBeLessThan(6 * 1_024)
    expect(source).not.toMatch(/^\s*import\b|\brequire\(/m)
  })
})

describe('an order', () => {
  const sell = async (skuId: string) => {
    const said = { productId: skuId, name: '精华', priceFen: 10_000, isOn: true }
    await world.selling.skus.say(skuId, said)
    await world.selling.skus.count(skuId, 5)
    return { lines: [{ skuId, quantity: 1 }], totalFen: 10_000 }
  }
  const placed = async () => (await start().orders()).orders.map(({ no }) => no)

  it('is one, although its answer was lost and the app was killed before it was sent again', async () => {
    const basket = await sell('sku-1')
    const kelu = start()
    await kelu.login()
    phone.network.losesAnswers = true
    await expect(kelu.createOrder(basket)).rejects.toMatchObject({ code: 'network' })
    phone.network.losesAnswers = false
    phone.kill()
    const { no } = await start().createOrder(basket)
    expect(await placed()).toEqual([no])
    // What is ordered after that is another one.
    await start().createOrder(basket)
    expect(await placed()).toHaveLength(2)
  })

  it('that was refused does not stand in the way of the same one later', async () => {
    const basket = await sell('sku-2')
    await world.selling.skus.count('sku-2', 0)
    await expect(start().createOrder(basket)).rejects.toMatchObject({ code: 'product.short' })
    await world.selling.skus.count('sku-2', 1)
    expect(await start().createOrder(basket)).toMatchObject({ state: 'created', totalFen: 10_000 })
  })

  it('cannot be paid where nobody takes money, and says so', async () => {
    const { no } = await start().createOrder(await sell('sku-3'))
    await expect(start().pay(no)).rejects.toMatchObject({ code: 'payment.not_configured' })
  })
})
