import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import { reachWorld } from '../testing/reach-world.ts'

const written = {
  message: 'recall',
  name: '沉睡会员专属券',
  purpose: 'marketing',
  variables: {
    nickname: { from: 'customer.nickname', default: '您好' },
    since: { from: 'customer.region' },
    code: { link: 'miniprogram:/pages/coupon' },
  },
  sms: {
    text: '{{nickname}}，全网最低，券已到账：k.example/r/{{code}} 拒收请回复R',
    templates: { aliyun: 'SMS_200001' },
    params: { code: 'code' },
  },
  email: { subject: '来自{{since}}', html: '<p style="color:red">{{nickname}}</p>', text: '{{nickname}}' },
  miniprogram: { popup: { title: '券', body: '{{nickname}}' } },
  wecom: { text: '{{nickname}}好' },
}

/** The same in words that may be published. */
const allowed = {
  ...written,
  sms: { ...written.sms, text: written.sms.text.replace('全网最低', '有新优惠') },
}

let world: Awaited<ReturnType<typeof reachWorld>>
let page: Awaited<ReturnType<typeof world.page>>
let reader: Customer

beforeAll(async () => {
  world = await reachWorld()
  await world.publish(JSON.stringify({ ...allowed, email: undefined, wecom: undefined }))
  page = await world.page('editor')
  reader = await world.aCustomer({ nickname: '郭晓彤' })
  await world.testAccounts.mark(await world.aCustomer({ nickname: '测试' }))
})
afterAll(() => world.close())

const look = (channel: string, structure: object = written) =>
  page.post('/content/look', { structure, channel, readers: [reader._id, null] })

describe('a message', () => {
  it('is listed with its channels, state and who uses it', async () => {
    expect((await page.get('/content')).body.items).toMatchObject([
      {
        id: 'recall',
        purpose: 'marketing',
        channels: ['popup', 'sms'],
        stateName: '使用中',
        hasDraft: false,
        usedBy: [],
      },
    ])
  })

  it('reads as the renderer of a send writes it: for a customer, and for somebody of whom nothing is known', async () => {
    const { body } = await look('sms')
    expect(body.views).toMatchObject([
      {
        reader: { name: '郭晓彤', phone: '138****0001' },
        shown: { kind: 'sms', text: expect.stringContaining('郭晓彤，全网最低'), segments: 1, fen: 5 },
      },
      { reader: null, shown: { kind: 'sms', text: expect.stringMatching(/^您好，/) } },
    ])
    expect(body.views[1].shown.length).toBe(body.views[1].shown.text.length + '【客旅】'.length)
    expect(body.views[0].variables).toMatchObject([
      { name: 'nickname', text: '郭晓彤', from: 'customer' },
      { name: 'since', text: null, from: 'missing' },
      { name: 'code', from: 'link' },
    ])
    expect(body.views[1].variables[0]).toMatchObject({ text: '您好', from: 'default' })
    expect((await look('popup')).body.views[0].shown).toEqual({
      kind: 'popup',
      title: '券',
      body: '郭晓彤',
      to: null,
      picture: null,
      priority: 0,
    })
    expect((await look('wecom')).body.views[0].shown).toMatchObject({ kind: 'chat', text: '郭晓彤好' })
  })

  it('without a value says that it cannot be written', async () => {
    const { views } = (await look('email')).body
    expect(views[1].shown).toEqual({ kind: 'unwritten', says: '变量 since 没有值，也没有默认值' })
  })

  it('is told the words advertising may not use, where they stand and what to say instead', async () => {
    expect((await look('sms')).body.forbidden).toEqual([
      { path: 'sms.text', word: '全网最低', at: 13, instead: ['有新优惠'] },
    ])
    expect((await look('popup')).body.forbidden).toMatchObject([{ path: 'sms.text' }])
  })

  it('is told them in what a variable says by default, too, but not what colleagues read', async () => {
    const best = {
      ...written,
      variables: { ...written.variables, nickname: { from: 'customer.nickname', default: '最好的您' } },
    }
    expect((await look('sms', best)).body.forbidden).toMatchObject([
      { path: 'sms.text' },
      { path: 'variables.nickname.default', word: '最好' },
    ])
    const staff = { ...written, purpose: 'staff' }
    expect((await look('popup', staff)).body.forbidden).toEqual([])
  })

  it('is not published with one, and says where and what instead', async () => {
    const session = 'page-0001'
    await page.post('/definitions/message/recall/draft', { session })
    const { body } = await page.put('/definitions/message/recall/draft', { session, structure: written })
    const fault = {
      path: 'sms.text',
      word: '全网最低',
      sentence: '应为广告法允许的说法（「全网最低」是极限词）；换成「有新优惠」',
    }
    expect(body.draft.faults).toMatchObject([fault])
    const refused = await page.post('/definitions/message/recall/publish', { stamp: body.draft.stamp })
    expect([refused.status, refused.body.error.places]).toEqual([422, { 'sms.text': fault.sentence }])
  })

  it('is told whether the gateway will take it', async () => {
    const words = async (structure: object) =>
      (await look('sms', structure)).body.gateway.map(
        ({ ok, says }: { ok: string; says: string }) => `${ok} ${says}`,
      )
    expect(await words(allowed)).toEqual(
      expect.arrayContaining(['yes 签名【客旅】', 'yes 退订语在结尾，一字不差', 'yes 模板 SMS_200001']),
    )
    const changed = { ...written, sms: { ...written.sms, text: '短一些 拒收请回复R' } }
    expect(await words(changed)).toContain('wait 模板 SMS_200001 要重新报审')
    const example = { ...written, sms: { ...written.sms, templates: { aliyun: 'SMS_100001' } } }
    expect(await words(example)).toContain('no SMS_100001 是示例里的编号')
  })

  it('is looked at whatever is wrong on another channel, and its own faults are told at their place', async () => {
    const broken = { ...written, email: { subject: '' }, popup: 1 }
    expect((await look('sms', broken)).body.faults).toEqual([])
    const noWayOut = { ...written, sms: { ...written.sms, text: '没有退订语' } }
    expect((await look('sms', noWayOut)).body).toMatchObject({
      views: [],
      faults: [{ path: 'sms.text', sentence: expect.stringContaining('拒收请回复R') }],
    })
  })

  it('finds readers among real customers, masked, some at a time', async () => {
    const { items, next } = (await page.get('/content/readers')).body
    expect(items).toHaveLength(2)
    expect((await page.get(`/content/readers?after=${next}`)).body).toEqual({ items: [], next: null })
  })
})

describe('a mail', () => {
  it('is seen under an address of its own, in which nothing runs or leads out, for ten minutes', async () => {
    const structure = { ...written, email: { ...written.email, subject: '好' } }
    const session = 'page-0001'
    await page.post('/definitions/message/recall/draft', { session })
    await page.put('/definitions/message/recall/draft', { session, structure })
    const { address } = (await look('email', structure)).body.views[0].shown
    const answer = await fetch(`${world.base}${address}`)
    expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
    const html = await answer.text()
    expect(html).toContain('<p style="color:red">郭晓彤</p>')
    // No link of it counts or unsubscribes anybody.
    expect(html).not.toContain(reader._id)
    expect(html).not.toContain('.gif')
    expect((await fetch(`${world.base}${address}x`)).status).toBe(404)
    world.realClock.advance(21 * 60_000)
    expect((await fetch(`${world.base}${address}`)).status).toBe(404)
  })
})

describe('a test of what is written', () => {
  it('really goes to the test accounts, in the words of the draft', async () => {
    const editor = await page.post('/content/test', {
      structure: { ...written, sms: { ...written.sms, templates: { aliyun: 'SMS_300001' } } },
      channel: 'sms',
    })
    expect(editor.body.items).toMatchObject([{ name: '测试', state: 'sent' }])
    expect(world.senders.sms.received.at(-1)?.message.templates).toEqual({ aliyun: 'SMS_300001' })
    const refused = await page.post('/content/test', { structure: { ...written, name: '' }, channel: 'sms' })
    expect([refused.status, Object.keys(refused.body.error.places)]).toEqual([422, ['name']])
  })
})

it('tells whose template number an SMS needs, the brands there are, and the signature of the one it is from', async () => {
  const { body } = await look('sms')
  expect(body).toMatchObject({ smsGateway: 'aliyun', brands: [], signature: '客旅' })
  await world.publish(
    JSON.stringify({
      settings: 'company',
      name: '公司',
      brands: { baby: { name: '母婴', smsSignature: { aliyun: '客旅母婴' } } },
    }),
  )
  const { body: ofBrand } = await look('sms', { ...written, brand: 'baby' })
  expect(ofBrand).toMatchObject({ brands: [{ key: 'baby', name: '母婴' }], signature: '客旅母婴' })
})
