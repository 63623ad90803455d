import { describe, expect, it } from 'vitest'
import { kindOfReply } from '../../channels/email/refusals.ts'
import { kindOfCode } from '../../channels/sms/aliyun/codes.ts'
import type { SentAttempt } from '../../models/sent-attempts.ts'
import { suspectedCauses } from './causes.ts'

let n = 0
const attempts = (count: number, more: Partial<SentAttempt>): SentAttempt[] =>
  Array.from({ length: count }, () => {
    n += 1
    return {
      ...{ touchId: `t${n}`, customerId: `c${n}`, messageId: 'sale', message: 'sale@2', channel: 'sms' },
      ...{
        at: new Date('2026-03-02T10:00:00+08:00'),
        outcome: 'refused',
        wasOpened: false,
        wasClicked: false,
      },
      ...more,
    } as SentAttempt
  })
const told = (all: SentAttempt[]) => suspectedCauses(all, kindOfCode, () => '会员日返场提醒')

describe('what failures may come from', () => {
  it('is the text when receipts refuse the content, with the version they are of', () => {
    const [first, ...others] = told([
      ...attempts(17, { code: 'CONTENT_KEYWORD' }),
      ...attempts(3, { code: 'MOBILE_NOT_ON_SERVICE', message: 'other@1' }),
      ...attempts(277, { outcome: 'sent' }),
    ])
    expect(first).toEqual({
      cause: 'content',
      name: '内容被拒收',
      suspicion: 'likely',
      failures: 17,
      evidence: [
        '20 条失败里 17 条是这样：CONTENT_KEYWORD 17 条',
        '其中 17 条在「会员日返场提醒」第 2 版，它这段时间发了 294 条',
      ],
    })
    expect(others.map(({ cause, suspicion }) => [cause, suspicion])).toEqual([
      ['numbers', 'unlikely'],
      ['interface', 'unlikely'],
    ])
  })

  it('is the way to the gateway when it does not answer, and the account when it is empty', () => {
    const away = told(attempts(10, { code: 'timeout' }))
    expect(away[0]).toMatchObject({ cause: 'interface', suspicion: 'likely' })
    expect(away[0]?.evidence[1]).toBe('同一段时间没有一条发出去')
    expect(told(attempts(10, { code: 'isv.AMOUNT_NOT_ENOUGH' }))[0]).toMatchObject({ cause: 'interface' })
  })

  it('is the mailboxes, or what was said, when e-mails come back', () => {
    const kindOf = (code: string) => kindOfReply(code) ?? kindOfCode(code)
    const failed = [
      ...attempts(6, { channel: 'email', code: '550 5.1.1' }),
      ...attempts(3, { channel: 'email', code: '554 5.7.1' }),
    ]
    expect(suspectedCauses(failed, kindOf, () => '会员日')).toMatchObject([
      { cause: 'numbers', name: '邮箱不存在或已满', suspicion: 'likely', failures: 6 },
      { cause: 'content', suspicion: 'possible', failures: 3 },
      { cause: 'interface', failures: 0 },
    ])
  })

  it('is told of each cause, also of those it is not', () => {
    expect(told(attempts(4, { code: 'INVALID_NUMBER' }))).toMatchObject([
      { cause: 'numbers', suspicion: 'likely', failures: 4 },
      { cause: 'content', suspicion: 'unlikely', evidence: ['4 条失败里没有这样的'] },
      { cause: 'interface', suspicion: 'unlikely' },
    ])
  })

  it('of no failures is nothing', () => {
    expect(told([]).map(({ suspicion }) => suspicion)).toEqual(['unlikely', 'unlikely', 'unlikely'])
  })
})
