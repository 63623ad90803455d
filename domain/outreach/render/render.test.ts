import { describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import type { MessageDefinition } from '../../language/message.ts'
import { aMessage, email, sms, subscription, welcome } from '../testing/messages.ts'
import { createRenderer, type RenderRequest } from './render.ts'

const render = createRenderer({
  publicUrl: 'https://k.example',
  smsGateway: 'aliyun',
  smsSignature: '客旅',
  brands: () => ({
    baby: { name: '母婴', smsSignature: { aliyun: '客旅母婴' }, miniProgram: 'wx2' },
    men: { name: '男装', smsSignature: { tencent: '客旅男装' } },
  }),
  miniprogramAppId: 'wx1',
  openUrl: () => 'https://k.example/o/t.gif',
  unsubscribeUrl: () => 'https://k.example/u/t',
})

function written(
  message: MessageDefinition,
  more: Partial<RenderRequest> & { profile?: object; traits?: object } = {},
) {
  const customer = {
    _id: 'c_1',
    profile: { registeredAt: new Date('2026-01-05T20:00:00Z'), ...more.profile },
    traits: more.traits ?? {},
  } as Customer
  const addresses = { phone: '+8613800000000', email: 'a@b.example', openid: 'o', welcomeCode: 'w' }
  return render({
    message,
    customer,
    touchId: 't',
    channel: 'sms',
    addresses,
    values: {},
    codes: {},
    ...more,
  })
}

const nickname = { kind: 'value' as const, from: 'customer.nickname' }
const greeting = (fallback?: string) =>
  aMessage({
    content: sms('{{nickname}}您好', { name: 'nickname' }),
    variables: { nickname: fallback ? { ...nickname, default: fallback } : nickname },
  })

describe('variables', () => {
  it('come from the customer, else from the default, never from nowhere', () => {
    expect(written(greeting('亲'), { profile: { nickname: ' 小王 ' } })).toMatchObject({
      message: { params: { name: '小王' } },
      preview: '小王您好',
    })
    expect(written(greeting('亲'))).toMatchObject({ preview: '亲您好' })
    expect(() => written(greeting())).toThrow('missingVariable:nickname')
    expect(() => written(greeting(), { profile: { nickname: '  ' } })).toThrow('missingVariable:nickname')
  })

  it('may be missing as long as the text does not use them', () => {
    const message = { ...greeting(), content: sms('您好') }
    expect(written(message)).toMatchObject({ preview: '您好' })
  })

  it('take traits, the coupon of an earlier step and dates of the customer’s own day', () => {
    const message = aMessage({
      content: sms('{{product}} {{code}} {{since}}', {}),
      variables: {
        product: { kind: 'value', from: 'customer.traits.lastProductName' },
        code: { kind: 'value', from: 'coupon.code' },
        since: { kind: 'value', from: 'customer.registeredAt' },
      },
    })
    const request = { traits: { lastProductName: '面霜' }, values: { 'coupon.code': 'WK-1' } }
    expect(written(message, request)).toMatchObject({ preview: '面霜 WK-1 1月6日' })
  })

  it.each([
    '{{ x.constructor }}',
    '{% include "secret" %}',
    '{{ x | unknown }}',
    '{% for i in (1..100000000) %}x{% endfor %}',
  ])('cannot be used to reach further: %s', (text) => {
    const message = aMessage({ content: sms(text), variables: { x: { ...nickname, default: 'x' } } })
    expect(() => written(message)).toThrow('badTemplate')
  })
})

describe('an SMS', () => {
  it('needs an approved template of the gateway in use', () => {
    const message = aMessage({ content: { sms: { text: 'x', templates: { tencent: '1' }, params: {} } } })
    expect(() => written(message)).toThrow('noTemplate')
  })

  it('carries no address in a variable', () => {
    expect(() => written(greeting(), { profile: { nickname: '看 evil.com/x' } })).toThrow(
      'linkInVariable:nickname',
    )
  })

  it.each([
    ['小王.com', '亲'],
    ['https://evil.example', '亲'],
    ['【官方】客服', '官方客服'],
    ['【】', '亲'],
    ['\u3164', '亲'],
    ['小王\n【系统通知】', '小王 系统通知'],
    ['小'.repeat(40), `${'小'.repeat(34)}…`],
    [`${'小'.repeat(33)}👨‍👩‍👧王`, `${'小'.repeat(33)}…`],
    ['小'.repeat(35), '小'.repeat(35)],
  ])('goes for whoever is called %j: the gateway takes what is filled in', (nickname, name) => {
    expect(written(greeting('亲'), { profile: { nickname } })).toMatchObject({
      message: { params: { name } },
      preview: `${name}您好`,
    })
  })

  it('goes without a default too, where only a dot looks like a link', () => {
    const message = aMessage({
      content: sms('{{product}}', { product: 'product' }),
      variables: { product: { kind: 'value', from: 'customer.traits.lastProductName' } },
    })
    const traits = { lastProductName: 'Dr.Martens 靴子' }
    expect(written(message, { traits })).toMatchObject({
      message: { params: { product: 'Dr．Martens 靴子' } },
    })
  })

  it('counts the segments it will be billed for, signature included', () => {
    expect(written(aMessage({ content: sms('字'.repeat(66)) }))).toMatchObject({ segments: 1 })
    expect(written(aMessage({ content: sms('字'.repeat(67)) }))).toMatchObject({ segments: 2 })
  })

  it('is refused beyond 500 characters', () => {
    expect(() => written(aMessage({ content: sms('字'.repeat(497)) }))).toThrow('smsTooLong')
    expect(written(aMessage({ content: sms('字'.repeat(496)) }))).toMatchObject({ channel: 'sms' })
  })
})

describe('an e-mail', () => {
  it('escapes what it puts into HTML, and keeps line breaks out of the subject', () => {
    const message = aMessage({
      content: { email: { ...email('<p>{{nickname}}</p>').email, subject: '{{nickname}}' } },
      variables: { nickname },
    })
    const mail = written(message, { channel: 'email', profile: { nickname: '<script>\nBcc: x@y.example' } })
    expect(mail).toMatchObject({ message: { subject: '<script> Bcc: x@y．example' } })
    if (mail.channel !== 'email') throw new Error(mail.channel)
    expect(mail.message.html).toContain('<p>&lt;script&gt;')
  })

  it.each(['{{nickname}}', '{{ nickname | raw }}'])(
    'makes no link and no markup of a name, written as %s',
    (place) => {
      const message = aMessage({ content: email(`<p>${place}</p>`), variables: { nickname } })
      const mail = written(message, {
        channel: 'email',
        profile: { nickname: '<a href=//evil.com>evil.com' },
      })
      expect(mail).toMatchObject({
        message: { html: expect.stringContaining('<p>&lt;a href=//evil．com&gt;evil．com</p>') },
      })
    },
  )

  it('shows links as whole short addresses', () => {
    const message = aMessage({
      content: email('<a href="{{paper}}">白皮书</a>'),
      variables: { paper: { kind: 'link', to: 'https://k.example/p.pdf' } },
    })
    const mail = written(message, { channel: 'email', codes: { paper: 'Ab12Cd' } })
    if (mail.channel !== 'email') throw new Error(mail.channel)
    expect(mail.message.html).toContain('<a href="https://k.example/r/Ab12Cd">')
  })
})

describe('a subscription message', () => {
  it('opens its own page with the link’s code', () => {
    const message = aMessage({
      content: { miniprogram: { template: 'tpl', page: '{{link}}', data: { thing1: '到货了' } } },
      variables: { link: { kind: 'link', to: 'miniprogram:/pages/coupon?batch=b' } },
    })
    expect(written(message, { channel: 'miniprogram', codes: { link: 'Ab12Cd' } })).toMatchObject({
      message: { openid: 'o', templateId: 'tpl', page: 'pages/coupon?batch=b&k=Ab12Cd' },
    })
  })

  it.each([
    ['thing1', '字'.repeat(21), `${'字'.repeat(19)}…`],
    ['amount2', '¥199.00', '¥199.00'],
    ['date3', '2026年3月2日', '2026年3月2日'],
  ])('writes %s as the platform takes it', (key, text, value) => {
    const message = aMessage({ content: subscription({ [key]: text }) })
    expect(written(message, { channel: 'miniprogram' })).toMatchObject({
      message: { data: { [key]: value } },
    })
  })

  it.each([
    ['date1', '{{since}}', '2026年1月6日'],
    ['time1', '{{since}}', '2026年1月6日 04:00'],
    ['thing1', '{{since}}注册', '1月6日注册'],
    ['date1', '{{until}}', '2026年3月15日'],
    ['thing1', '{{until}}前有效', '3月15日前有效'],
  ])('writes a date as %s takes it: %s', (key, text, value) => {
    const message = aMessage({
      content: subscription({ [key]: text }),
      variables: {
        since: { kind: 'value', from: 'customer.registeredAt' },
        until: { kind: 'value', from: 'coupon.validUntil' },
      },
    })
    const values = { 'coupon.validUntil': '2026年3月15日' }
    expect(written(message, { channel: 'miniprogram', values })).toMatchObject({
      message: { data: { [key]: value } },
    })
  })

  it('of a coupon granted by an earlier version goes on in a sentence', () => {
    const message = aMessage({
      content: subscription({ thing1: '{{until}}前有效' }),
      variables: { until: { kind: 'value', from: 'coupon.validUntil' } },
    })
    const values = { 'coupon.validUntil': '3月15日' }
    expect(written(message, { channel: 'miniprogram', values })).toMatchObject({
      message: { data: { thing1: '3月15日前有效' } },
    })
  })

  it.each([
    ['number1', '十二'],
    ['number1', '-3'],
    ['date1', '3月5日'],
    ['character_string1', '订单号'],
    ['phrase1', '已发货成功了'],
    ['amount1', '免费'],
  ])('is refused before the call when %s cannot be %s', (key, text) => {
    const message = aMessage({ content: subscription({ [key]: text }) })
    expect(() => written(message, { channel: 'miniprogram' })).toThrow(`badValue:${key}`)
  })
})

const uploaded = 'a'.repeat(64)

it('a welcome names our mini-program and its pictures: an id of WeCom, or one people uploaded', () => {
  const content = welcome()
  const picture = `media:${uploaded}`
  const attach = [
    { kind: 'miniprogram' as const, title: '专属券', page: '/pages/coupon', picture: 'media-1' },
    { kind: 'miniprogram' as const, title: '专属券', page: '/pages/coupon', picture },
    { kind: 'image' as const, picture },
    { kind: 'image' as const, picture: 'https://wework.qpic.cn/x' },
    { kind: 'link' as const, title: '指南', url: 'https://k.example/g', picture },
  ]
  const message = aMessage({ content: { welcome: { ...content.welcome, attach } } })
  expect(written(message, { channel: 'welcome' })).toMatchObject({
    message: {
      welcomeCode: 'w',
      text: '你好，我是您的顾问',
      attachments: [
        { kind: 'miniprogram', appid: 'wx1', page: '/pages/coupon', picture: { mediaId: 'media-1' } },
        { kind: 'miniprogram', picture: { uploaded } },
        { kind: 'image', picture: { uploaded } },
        { kind: 'image', picture: { url: 'https://wework.qpic.cn/x' } },
        { kind: 'link', pictureUrl: expect.stringMatching(`^https://[^/]+/media/${uploaded}$`) },
      ],
    },
  })
})

it('a mail loads the pictures people uploaded from our own address', () => {
  const message = aMessage({
    content: { email: { subject: '好', html: `<img src="media:${uploaded}" alt="券">`, text: '好' } },
  })
  expect(written(message, { channel: 'email' })).toMatchObject({
    message: { html: expect.stringMatching(`<img src="https://[^/]+/media/${uploaded}" alt="券">`) },
  })
})

it('a welcome shows a name as letters on one line', () => {
  const message = aMessage({
    content: { welcome: { text: '{{nickname}}您好', attach: [] } },
    variables: { nickname },
  })
  const profile = { nickname: '<a href="https://evil.example">重置密码</a>\n【系统通知】' }
  expect(written(message, { channel: 'welcome', profile })).toMatchObject({
    message: { text: '＜a href="https：／／evil．example"＞重置密码＜/a＞ 【系统通知】您好' },
  })
})

it('a welcome whose name makes a title too long is cut, not refused', () => {
  const attach = [{ kind: 'link' as const, title: '{{nickname}}，您的专属礼', url: 'https://k.example' }]
  const message = aMessage({ content: { welcome: { attach } }, variables: { nickname } })
  const welcomed = written(message, { channel: 'welcome', profile: { nickname: '很'.repeat(64) } })
  expect(welcomed).toMatchObject({ message: { attachments: [{ title: `${'很'.repeat(41)}…` }] } })
})

describe('a message of a brand', () => {
  const ofBrand = (brand: string, length = 2) => ({
    ...aMessage({ content: sms('字'.repeat(length)) }),
    brand,
  })

  it('goes under the signature of the brand, which counts towards its length', () => {
    expect(written(ofBrand('baby', 64))).toMatchObject({
      message: { signatures: { aliyun: '客旅母婴' } },
      signature: '客旅母婴',
      segments: 1,
    })
    expect(written(ofBrand('baby', 65))).toMatchObject({ segments: 2 })
    expect(written(aMessage({ content: sms('字') }))).not.toHaveProperty('message.signatures')
  })

  it('is not written where the brand has no signature with the gateway, or is gone', () => {
    expect(() => written(ofBrand('men'))).toThrow('noSignature')
    expect(() => written(ofBrand('gone'))).toThrow('noSignature')
  })

  it("opens the brand's own mini-program from a card, and the configured one without", () => {
    const card = { kind: 'miniprogram' as const, title: '券', page: '/pages/coupon', picture: 'media-1' }
    const appidOf = (brand?: string) => {
      const message = { ...aMessage({ content: { welcome: { text: '您好', attach: [card] } } }), brand }
      const rendered = written(message, { channel: 'welcome' })
      return rendered.channel === 'welcome' ? rendered.message.attachments : []
    }
    expect(appidOf('baby')).toMatchObject([{ appid: 'wx2' }])
    expect(appidOf('men')).toMatchObject([{ appid: 'wx1' }])
    expect(appidOf()).toMatchObject([{ appid: 'wx1' }])
  })
})
