import { expect, it } from 'vitest'
import { aboutOf, isOfChannel, type Message, replacedAt, withPart, withTextAt } from './message.ts'
import { partsOf, textOf, variableOf } from './text-parts.ts'

const message: Message = {
  message: 'm',
  sms: { text: '甲' },
  miniprogram: { popup: { title: '乙' }, subscription: { data: { thing1: '全网最低' } } },
}

it('a text is words and variables, and put together the same again', () => {
  const text = '您好{{ nickname }}，{% if a %}甲{% endif %}{{link}}'
  const parts = partsOf(text)
  expect(parts.map((part) => (part.kind === 'variable' ? part.name : part.text))).toEqual([
    '您好',
    'nickname',
    '，{% if a %}甲{% endif %}',
    'link',
  ])
  expect(textOf(parts)).toBe(text)
  expect(partsOf(variableOf('x'))).toMatchObject([{ kind: 'variable', name: 'x' }])
})

it('says what it is about, and nothing where nobody said', () => {
  const about = aboutOf(message, { topic: '护肤知识', promotion: true })
  expect(about).toEqual({ ...message, topic: '护肤知识', promotion: true })
  expect(aboutOf(about, { topic: '' })).toEqual({ ...message, promotion: true })
  expect(aboutOf({ ...about, topic: '甲' }, { promotion: false })).toEqual({ ...message, topic: '甲' })
  expect(aboutOf(message, { brand: 'baby' })).toEqual({ ...message, brand: 'baby' })
  expect(aboutOf({ ...message, brand: 'baby' }, { brand: '' })).toEqual(message)
})

it('a channel comes and goes without the others', () => {
  expect(withPart(message, 'popup', undefined).miniprogram).toEqual({
    subscription: message.miniprogram?.subscription,
  })
  expect(withPart({ message: 'm', miniprogram: { popup: {} } }, 'popup', undefined)).toEqual({ message: 'm' })
  expect(withPart(message, 'wecom', { text: '丙' })).toMatchObject({
    wecom: { text: '丙' },
    sms: { text: '甲' },
  })
})

it('a word is replaced where it stands, and nowhere else', () => {
  const changed = withTextAt(message, 'miniprogram.subscription.data.thing1', (text) =>
    replacedAt(text, 0, '全网最低', '有新优惠'),
  )
  expect(changed.miniprogram?.subscription?.data).toEqual({ thing1: '有新优惠' })
  expect(message.miniprogram?.subscription?.data).toEqual({ thing1: '全网最低' })
  expect(replacedAt('改过了', 0, '全网最低', 'x')).toBe('改过了')
})

it('faults belong to the channel at whose place they are', () => {
  expect(isOfChannel('miniprogram.popup.title', 'popup')).toBe(true)
  expect(isOfChannel('miniprogram.subscription', 'popup')).toBe(false)
  expect(isOfChannel('sms.text', 'sms')).toBe(true)
  expect(isOfChannel('smsx', 'sms')).toBe(false)
})
