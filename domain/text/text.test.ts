import { describe, expect, it } from 'vitest'
import { cleanLine, withoutInvisible } from './clean-line.ts'
import { codePoints, cut } from './cut.ts'
import { holdsLink, inertWords, withoutLinks } from './inert-words.ts'

describe('words of strangers are stored', () => {
  it.each([
    ['on one line', ' 小王\r\n【系统通知】\u2028\u0085您 ', '小王 【系统通知】 您'],
    ['without what turns the writing round', '\u202e小王\u202c\u2066\u200f', '小王'],
    ['without what has no width', '小\u200b王\ufeff\u00ad\u2060', '小王'],
    ['without halves of characters', '小\ud83d王', '小王'],
    ['with wide and narrow blanks as one', '小\u3000\u00a0\u2003王', '小 王'],
    ['with marks that stay on their line', `Z${'\u0301'.repeat(40)}`, `Z${'\u0301'.repeat(4)}`],
    [
      'with their emoji whole',
      '👨‍👩‍👧❤️1️⃣🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
      '👨‍👩‍👧❤️1️⃣🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    ],
    ['as letters, markup included', '<a href="x">重置</a>', '<a href="x">重置</a>'],
    ['when they are marks only', '。', '。'],
  ])('%s', (_how, given, kept) => {
    expect(cleanLine(given)).toBe(kept)
  })

  it.each([
    '',
    '  ',
    '\u200b\u200d',
    '\u3164',
    '\u2800\u2800',
    '\uffa0\u115f',
    '\u202d\u202c',
    '\ufe0f',
    '\u0301',
    '\u0000',
  ])('as none when there is nothing to see: %j', (given) => {
    expect(cleanLine(given)).toBe('')
  })

  it('and ids lose what copying brought along', () => {
    expect(withoutInvisible('\u2068 o-1\u200b23 \u2069')).toBe('o-123')
  })
})

describe('words of strangers are shown', () => {
  it.each([
    [
      '<a href="https://evil.example">重置密码</a>\n【系统通知】',
      '＜a href="https：／／evil．example"＞重置密码＜/a＞ 【系统通知】',
    ],
    ['看 evil.com/x', '看 evil．com/x'],
    ['www.EVIL.Com', 'www．EVIL．Com'],
    ['小王.中国', '小王．中国'],
    ['a@evil.example', 'a@evil．example'],
    ['weixin://dl/business', 'weixin：／／dl/business'],
    ['http://1.2.3.4/x', 'http：／／1．2．3．4/x'],
    ['.com', '．com'],
  ])('as letters, never as link or markup: %j', (given, shown) => {
    expect(inertWords(given)).toBe(shown)
    expect(holdsLink(given)).toBe(true)
  })

  it.each(['面霜 12.50元', '满200减50', 'No.1 精华', '3.5折...快来', 'A. B', '10:30～11:00', 'e.g. 小王'])(
    'as they are when nothing could be made of them: %s',
    (words) => {
      expect(inertWords(words)).toBe(words)
      expect(holdsLink(words)).toBe(false)
    },
  )

  it('with their angle brackets where those are escaped besides', () => {
    expect(withoutLinks('<b>\n小王.com')).toBe('<b> 小王．com')
  })
})

it.each([
  ['字'.repeat(40), 35, '字'.repeat(34).concat('…')],
  ['字'.repeat(35), 35, '字'.repeat(35)],
  [`${'字'.repeat(33)}👨‍👩‍👧字`, 35, `${'字'.repeat(33)}…`],
])('a text is cut in whole characters: %s to %i', (text, most, kept) => {
  expect(cut(text, most, codePoints)).toBe(kept)
})
