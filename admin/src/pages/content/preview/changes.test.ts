import { expect, it } from 'vitest'
import { changesBetween, placeInWords } from './changes.ts'

it('tells each text that differs, before and after, what went last', () => {
  const before = { name: '甲', sms: { text: '旧', templates: { aliyun: 'SMS_1' } }, email: { subject: '去' } }
  const after = {
    name: '甲',
    sms: { text: '新', templates: { aliyun: 'SMS_1' } },
    wecom: { attach: [{ image: {} }] },
    popup: null,
  }
  expect(changesBetween(before, after)).toEqual([
    { path: 'sms.text', before: '旧', after: '新' },
    { path: 'popup', before: null, after: 'null' },
    { path: 'email.subject', before: '去', after: null },
  ])
  expect(changesBetween(after, after)).toEqual([])
})

it('says places as people do', () => {
  expect(placeInWords('welcome.attach.0.image.picture')).toBe('好友欢迎语 · 附件 · 1 · 图片')
  expect(placeInWords('variables.nickname.default')).toBe('变量 · nickname · 没有值时写')
})
