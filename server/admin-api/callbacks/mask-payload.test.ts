import { expect, it } from 'vitest'
import { maskPayload } from './mask-payload.ts'

it('masks whatever a person could be reached or named by, wherever it stands', () => {
  const masked = maskPayload({
    event: { ExternalUserID: 'wm-1', WelcomeCode: 'CALLBACK_CODE', UserID: 'lilei' },
    lead: {
      name: '郭晓彤',
      phone: '+8613800000417',
      remark: '打 13900002210 或 xiao@example.com',
      form: 'trial',
    },
    buyer: { phone: '13800000417' },
    items: [{ name: '玻尿酸面膜', productId: '138000004170' }],
    takenTraits: [
      { name: 'babyBirthday', value: '2024-05-01', personal: true },
      { name: 'memberLevel', value: '黑金' },
    ],
    order: { receiver: '郭晓彤', address: '杭州市西湖区 1 号', amountFen: 19900, orderId: '2026112600321' },
  })
  expect(masked).toEqual({
    event: { ExternalUserID: 'wm-1', WelcomeCode: '***', UserID: 'lilei' },
    lead: { name: '郭**', phone: '138****0417', remark: '打 139****2210 或 x***@example.com', form: 'trial' },
    buyer: { phone: '138****0417' },
    items: [{ name: '玻尿酸面膜', productId: '138000004170' }],
    takenTraits: [
      { name: 'babyBirthday', value: '***', personal: true },
      { name: 'memberLevel', value: '黑金' },
    ],
    order: { receiver: '郭**', address: '杭**', amountFen: 19900, orderId: '2026112600321' },
  })
})

it('masks a phone inside a text that nobody could read', () => {
  expect(maskPayload({ xml: '<xml><Mobile>13800000417</Mobile></xml>' })).toEqual({
    xml: '<xml><Mobile>138****0417</Mobile></xml>',
  })
})
