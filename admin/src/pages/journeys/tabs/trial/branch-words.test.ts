import { expect, it } from 'vitest'
import type { Journey } from '../../graph/written.ts'
import { afterWords, type Branch, branchTitle, passedSteps, sentWords } from './branch-words.ts'

const journey: Journey = {
  steps: {
    gift: { name: '发券', coupon: { batch: 'b' }, next: 'back', usedUp: 'end' },
    back: { name: '三天内回来？', waitFor: { event: 'e', within: '3 days' }, yes: 'call', no: 'end' },
    call: { task: { title: '跟进' }, next: 'end' },
  },
}
const branch = (ways: Branch['ways']): Branch => ({ ways, end: 'completed', ends: '走完', messages: [] })

it('is called by what decided the way, a question by its answer', () => {
  const yes = branch([
    { stepId: 'gift', place: 0, to: 'back' },
    { stepId: 'back', place: 0, to: 'call' },
    { stepId: 'call', place: 0, to: 'end' },
  ])
  expect(branchTitle(journey, yes)).toBe('发券：发到券 · 三天内回来？是')
  expect(passedSteps(yes)).toEqual(['gift', 'back', 'call'])
  expect(branchTitle({ steps: { call: { task: {}, next: 'end' } } }, branch([]))).toBe('只有一条路')
})

it('names the step somebody left from', () => {
  const left = { ...branch([{ stepId: 'gift', place: 0, to: 'back' }]), end: 'exit:order.paid' }
  expect(passedSteps(left)).toEqual(['gift', 'back'])
})

it('says when a message came, since they entered', () => {
  expect([0, 5 * 60_000, 3 * 3_600_000, 73 * 3_600_000].map(afterWords)).toEqual([
    '一进来',
    '5 分钟后',
    '3 小时后',
    '3 天后',
  ])
})

it('tells what went out from what did not', () => {
  const message = (notSent: string | null) => ({ notSent }) as Branch['messages'][number]
  const told = [[], [message(null)], [message(null), message('没有手机号')], [message('没有手机号')]]
  expect(told.map((messages) => sentWords({ ...branch([]), messages }))).toEqual([
    '不发消息',
    '发 1 条',
    '发 1 条，1 条没发',
    '1 条没发',
  ])
})
