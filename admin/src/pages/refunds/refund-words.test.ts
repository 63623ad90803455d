import { expect, it } from 'vitest'
import { money } from '../../design/numbers.ts'
import { approvalWords, consequence, courseOf, lookFrom, type Refund, troubleWords } from './refund-words.ts'

const refund = {
  fen: 12_000,
  needsTwo: false,
  isMine: false,
  approvals: [],
  customer: { id: 'c', name: '徐明轩', phone: null },
} as unknown as Refund
const agreed = { byName: '何静', at: '2026-03-02T01:00:00.000Z' }

it('says who agreed and who is missing, where it takes two', () => {
  expect(approvalWords(refund)).toBeNull()
  expect(approvalWords({ ...refund, needsTwo: true })).toBe('超过复核金额，要两位同事都同意')
  expect(approvalWords({ ...refund, needsTwo: true, approvals: [agreed] })).toBe('何静 已同意，还差你')
  expect(approvalWords({ ...refund, needsTwo: true, approvals: [agreed], isMine: true })).toContain(
    '还差另一位',
  )
})

it('says what agreeing does', () => {
  expect(consequence(refund, money)).toBe('¥120.00 由微信原路退给 徐明轩，不能撤回')
  expect(consequence({ ...refund, needsTwo: true }, money)).toContain('还要另一位同事同意')
  expect(consequence({ ...refund, needsTwo: true, approvals: [agreed] }, money)).not.toContain('还要')
})

it('tells its course, and what comes next', () => {
  const at = (minute: number) => `2026-03-02T01:0${minute}:00.000Z`
  const going = {
    ...{ ...refund, at: at(0), begunBy: '何静', approvals: [agreed, { byName: '王芳', at: at(2) }] },
    ...{ sentAt: at(3), acceptedAt: at(3), doneAt: null, nextAt: at(4) },
  }
  expect(courseOf(going).map(({ says }) => says)).toEqual([
    '何静 发起退款',
    '王芳 同意',
    '向微信请求',
    '微信受理',
    '接下来：问微信退到没有',
  ])
})

it('reads what the address says, and what WeChat Pay says', () => {
  expect([lookFrom('stuck'), lookFrom('x'), lookFrom(undefined)]).toEqual(['stuck', 'requested', 'requested'])
  expect(troubleWords('NOT_ENOUGH')).toContain('充值')
  expect(troubleWords('OTHER')).toContain('OTHER')
})
