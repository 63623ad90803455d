import { describe, expect, it } from 'vitest'
import { platformWords } from './platform-words.ts'

const nothing = {}

describe('the words of a platform about a code we know nothing of', () => {
  it('are kept without the hint, the address and the help that WeCom adds', () => {
    const errmsg =
      'chat is frozen, hint: [1772413200123456789], from ip: 10.1.2.3, more info at https://open.work.weixin.qq.com/devtool/query?e=77777'
    expect(platformWords(errmsg, nothing)).toBe('chat is frozen')
  })

  it('are kept without the request id that WeChat adds', () => {
    expect(platformWords('not allowed today rid: 65e28f1a-0a1b2c3d-4e5f6071', nothing)).toBe(
      'not allowed today',
    )
  })

  it('hold nothing the request held, whatever its case', () => {
    const request = {
      query: { access_token: 'short' },
      body: { touser: 'LiLei|HanMei', text: { content: '小美您好' }, msgtype: 'text', agentid: 1002 },
    }
    const errmsg = 'user lilei and hanmei may not get text 小美您好 of 1002 by short'
    expect(platformWords(errmsg, request)).toBe('user … and … may not get text … of … by …')
  })

  it.each([
    ['a phone', 'phone +86 138-0000-0001 is blocked', 'phone … is blocked'],
    ['an id', 'wmAbc12345 is frozen', '… is frozen'],
    ['a token', 'AbCdEfGhIjKlMnOpQrStUvWx is over', '… is over'],
    ['an address', 'a.b@c.example is over', '… is over'],
    ['an ip', '10.1.2.3 is not known', '… is not known'],
    ['a page', 'see https://x.example/a?b=c now', 'see … now'],
    ['what is quoted', 'name "小美" or [LiLei] is wrong', 'name … or … is wrong'],
  ])('hold no %s the request did not hold', (_what, errmsg, kept) => {
    expect(platformWords(errmsg, nothing)).toBe(kept)
  })

  it('are at most 200 characters', () => {
    const kept = platformWords('很长'.repeat(200), nothing) ?? ''
    expect([...kept]).toHaveLength(200)
    expect(kept.endsWith('…')).toBe(true)
  })

  it.each(['', ', hint: [1]', '1234567', '"wmAbc"'])('are nothing when nothing is left of "%s"', (errmsg) => {
    expect(platformWords(errmsg, nothing)).toBeUndefined()
  })
})
