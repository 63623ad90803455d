import { describe, expect, it } from 'vitest'
import { messageSchema } from './message-schema.ts'

interface Written {
  text: string
  purpose?: 'marketing' | 'requested'
  params?: Record<string, string>
  templates?: Record<string, string>
}

/** What is said of an SMS with a template at Tencent, on one line each. */
function faultsOf({ text, purpose = 'marketing', params = {}, templates = { tencent: '1100001' } }: Written) {
  const variables = Object.fromEntries(
    ['name', 'order', 'city'].map((key) => [key, { from: 'customer.nickname', default: '您' }]),
  )
  const read = messageSchema.safeParse({
    message: 'm',
    name: '消息',
    purpose,
    variables,
    sms: { text, templates, params },
  })
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}
const marketing = (words: string) => `尊敬的会员，${words} 拒收请回复R`

describe('a marketing SMS by Tencent Cloud', () => {
  it('to members about goods is taken', () => {
    expect(faultsOf({ text: marketing('秋季新品已到店，欢迎试穿') })).toEqual([])
  })

  it.each([
    ['优惠券', '您有一张优惠券待领取', '推广优惠券'],
    ['领券', '今天领券立减', '推广优惠券'],
    ['红包', '红包等您拆', '推广优惠券'],
    ['小程序', '打开小程序看看', '推广小程序'],
    ['公众号', '关注公众号', '推广公众号'],
    ['积分兑', '积分兑好礼', '积分兑换'],
    ['问卷', '填写问卷', '问卷调查'],
    ['立即注册', '立即注册享好礼', '邀请注册'],
    ['注册领', '注册领礼品', '邀请注册'],
    ['好久不见', '好久不见，新品上市', '召回老用户'],
    ['想你了', '我们想你了', '召回老用户'],
    ['添加客服微信', '添加客服微信了解详情', '加微信、加 QQ'],
    ['加QQ', '加QQ咨询', '加微信、加 QQ'],
    ['理财', '理财产品上新', '金融'],
    ['手游', '手游首发', '游戏'],
    ['相亲', '相亲活动', '交友'],
  ])('with 「%s」 is refused, and its author reads what it is about and what to do', (word, words, about) => {
    const faults = faultsOf({ text: marketing(words) })
    expect(faults).toEqual([expect.stringContaining(`「${word}」`)])
    expect(faults[0]).toMatch(/^sms\.text: /)
    expect(faults[0]).toContain(about)
    expect(faults[0]).toContain('删去 templates 里的 tencent')
  })

  it('that does not address members is refused', () => {
    expect(faultsOf({ text: '秋季新品已到店 拒收请回复R' })).toEqual([expect.stringContaining('尊敬的会员')])
  })

  it('by Alibaba Cloud alone may say all that', () => {
    const text = '好久不见，优惠券已到账，打开小程序领取 拒收请回复R'
    expect(faultsOf({ text, templates: { aliyun: 'SMS_100001' } })).toEqual([])
  })
})

describe('any SMS by Tencent Cloud', () => {
  const requested = (written: Omit<Written, 'purpose'>) => faultsOf({ purpose: 'requested', ...written })

  it('that was asked for may speak of coupons, and does not hold the words of refusal', () => {
    expect(requested({ text: '您领取的优惠券明天到期' })).toEqual([])
    expect(requested({ text: '已发货 拒收请回复R' })).toEqual([expect.stringContaining('purpose: marketing')])
  })

  it('has words between its variables, and not variables alone', () => {
    const params = { name: 'name', order: 'order' }
    expect(requested({ text: '{{name}}，订单{{order}}已发货', params })).toEqual([])
    expect(requested({ text: '您好{{name}}{{order}}', params })).toEqual([
      expect.stringContaining('两个变量连在一起'),
    ])
    expect(requested({ text: '{{name}}', params: { name: 'name' } })).toEqual([
      expect.stringContaining('只有变量'),
    ])
  })

  it('names its params in the order of the text, since Tencent fills them by place', () => {
    const text = '{{name}}，订单{{order}}已发往{{city}}'
    expect(requested({ text, params: { a: 'name', b: 'order', c: 'city' } })).toEqual([])
    expect(requested({ text, params: { b: 'order', a: 'name', c: 'city' } })).toEqual([
      expect.stringMatching(/^sms\.params: .*name、order、city/),
    ])
  })
})
