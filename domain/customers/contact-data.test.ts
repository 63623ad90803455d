import { describe, expect, it } from 'vitest'
import { contactFieldIn, contactIn } from './contact-data.ts'

describe('contact data in the props of an event is found', () => {
  it.each([
    'phone',
    'phoneNumber',
    'purePhoneNumber',
    'user_phone_no',
    'PHONE',
    'tel',
    'contactTel',
    'mobile',
    'phoneNumbers',
    'mobile_nos',
    'emailAddresses',
    '手机号',
    '联系电话',
    '手機號碼',
    '電話',
    '电邮',
    'email',
    'eMail',
    'mail',
    'emailAddress',
    '邮箱',
    'idCard',
    'idCardNo',
    'ID_NUMBER',
    '身份证号',
    'realName',
    '真实姓名',
    'address',
    'deliveryAddress',
    '收货地址',
    'wechatId',
    'weixin',
    '微信号',
    'ｐｈｏｎｅ',
  ])('by the name %s', (name) => {
    expect(contactFieldIn({ productId: 'p1', [name]: 'x1' })).toBe(name)
  })

  it('however deep it stands', () => {
    expect(contactFieldIn({ list: [{ a: 1 }, { tel: '1' }] })).toBe('list.1.tel')
    expect(contactFieldIn({ phones: 1, phone: ['138'] })).toBe('phone.0')
  })

  it.each([
    'phoneModel',
    'mobileBrand',
    'hotel',
    'pageAddress',
    '门店地址',
    'orderId',
    'emailSubject',
    'wechatVersion',
    'idea',
    'shareToWechat',
    '手',
  ])('but not by the name %s', (name) => {
    expect(contactFieldIn({ [name]: 'x1' })).toBeNull()
  })

  it('but not in a yes or no, nor in nothing', () => {
    expect(contactIn({ phone: true, email: null, tel: '' })).toBeNull()
  })

  it.each([
    ['a phone number', { remark: '\u202d138 0013 8000\u202c' }],
    ['an e-mail address', { who: 'wang@example.com' }],
    ['a resident identity number', { remark: '11010519491231002X' }],
    ['one in a list', { extra: ['red', '+86 138-0013-8000'] }],
  ])('by what it is, under any name: %s', (_what, props) => {
    expect(contactIn(props)).toMatch(/^(remark|who|extra\.1)$/)
    expect(contactFieldIn(props)).toBeNull()
  })

  it.each([
    ['an order numbered like a phone', { orderId: '13800138000', 快递单号: '13800138000' }],
    ['a number that fails its check digit', { remark: '110105194912310021' }],
    ['a sum', { total: 13800138000 }],
    ['words with a number in them', { remark: '第13800138000位' }],
  ])('but not for %s', (_what, props) => {
    expect(contactIn(props)).toBeNull()
  })
})
