import { expect, it } from 'vitest'
import { type Ahead, consequenceOf } from './steering.ts'

const now = new Date('2026-11-26T06:05:00Z')
const ahead = {
  people: 412,
  queued: [
    { channel: 'sms', label: '短信', messages: 38 },
    { channel: 'email', label: '邮件', messages: 17 },
  ],
  sending: 2,
  walkedOutBy: '2026-12-04T02:00:00.000Z',
} as unknown as Ahead
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

it('says what happens to people and to what is not out yet, for each way of stopping', () => {
  expect(plain(consequenceOf('end', ahead, now))).toBe(
    '412 人马上离开，排队的 38 条短信和 17 封邮件不再发，正在交给平台的 2 条收不回；已经发出的照常计点击和下单',
  )
  expect(plain(consequenceOf('stop', ahead, now))).toBe(
    '不再进新人，412 人照常走完，排队的 38 条短信和 17 封邮件照发，约 12月4日 全部走完',
  )
  expect(plain(consequenceOf('pause', ahead, now))).toContain('排队的 38 条短信和 17 封邮件先不发')
})

it('says when nothing waits, and no day nobody can tell', () => {
  const quiet = { ...ahead, queued: [], sending: 0, walkedOutBy: null }
  expect(plain(consequenceOf('end', quiet, now))).toBe(
    '412 人马上离开，没有排队的消息；已经发出的照常计点击和下单',
  )
  expect(plain(consequenceOf('stop', quiet, now))).toBe('不再进新人，412 人照常走完')
})
