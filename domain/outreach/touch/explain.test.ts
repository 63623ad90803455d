import { expect, it } from 'vitest'
import type { Decision, Touch, TouchState } from '../../../models/touch.ts'
import { explainTouch } from './explain.ts'

const touch = (state: TouchState, decision: Partial<Decision>) =>
  ({ state, decisions: [{ at: new Date(), gate: 'g', verdict: 'skip', reason: 'x', ...decision }] }) as Touch

it.each([
  [touch('skipped', { reason: 'dayCapFull', final: true }), '未发送：今天的触达次数已满'],
  [
    touch('skipped', { reason: 'missingVariable:nickname', final: true }),
    '未发送：变量 nickname 没有值，也没有默认值',
  ],
  [
    touch('failed', { verdict: 'failed', reason: 'MOBILE_IN_BLACK', final: true }),
    '发送失败：MOBILE_IN_BLACK',
  ],
  [
    touch('deferred', { verdict: 'defer', reason: 'quietHours' }),
    '等待中：现在是免打扰时段，等到开放时段再发',
  ],
  [
    touch('unknown', { verdict: 'unknown', reason: 'answerLost', final: true }),
    '结果未知：平台没有答复，无法确认是否送达',
  ],
  [
    touch('expired', { verdict: 'failed', reason: 'expired', final: true }),
    '已过期：员工没有在期限内确认发送',
  ],
  [touch('sent', { verdict: 'sent', reason: 'accepted', final: true }), '已发送'],
])('says in one sentence where a touch stands (%#)', (given, sentence) => {
  expect(explainTouch(given)).toBe(sentence)
})

it.each([
  ['550 5.1.1', '邮箱不存在（550 5.1.1）'],
  ['550', '邮箱不存在（550）'],
  ['552 5.2.2', '对方邮箱已满（552 5.2.2）'],
  ['554', '对方的邮件服务器没有收下（554）'],
  ['550 5.7.1', '对方的邮件服务器没有收下（550 5.7.1）'],
  ['4.4.7', '对方的邮件服务器没有收下（4.4.7）'],
  ['43101', '43101'],
])('says what a mail server meant by %s', (code, words) => {
  expect(explainTouch(touch('failed', { verdict: 'failed', reason: code, final: true }))).toBe(
    `发送失败：${words}`,
  )
})

it('says why a channel reaches nobody, from the decision of its gate', () => {
  const why = { reason: 'unreachable', channel: 'wecom' } as const
  const { decisions: closed } = touch('skipped', {
    ...why,
    verdict: 'fallback',
    inputs: { since: new Date(), why: 'noFriend' },
  })
  const ended = touch('skipped', { ...why, final: true })
  expect(explainTouch({ ...ended, decisions: [...closed, ...ended.decisions] })).toBe(
    '未发送：该渠道联系不上客户（客户已不是企业微信好友）',
  )
})
