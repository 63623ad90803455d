import { describe, expect, it } from 'vitest'
import { connect, duplicate, freeId, insertOn, lostWith, remove } from './edits.ts'
import { allWays, nameOf } from './ways.ts'
import { end, entry, type Journey, put } from './written.ts'

const m5: Journey = {
  journey: 'm5',
  steps: {
    coupon: { coupon: { batch: 'b' }, next: 'invite', usedUp: 'review' },
    invite: { send: { message: 'm' }, next: 'back' },
    back: { waitFor: { event: 'miniprogram.entered', within: '3 days' }, yes: 'hot', no: 'review' },
    hot: { name: '标记', tag: { add: ['高意向'] }, next: 'follow' },
    follow: { task: { title: 't' }, next: 'end' },
    review: { send: { message: 'r' }, next: 'end' },
  },
}
const ways = (journey: Journey) => Object.fromEntries(allWays(journey).map((way) => [nameOf(way), way.to]))
const way = (name: string, of = m5) => allWays(of).find((each) => nameOf(each) === name)!
const order = ({ steps }: Journey) => Object.keys(steps ?? {})

it('the ways of a journey are those that are written, with their names', () => {
  expect(allWays(m5).map((each) => [nameOf(each), each.to, each.label])).toEqual([
    [entry, 'coupon', ''],
    ['coupon/next', 'invite', '发到券'],
    ['coupon/usedUp', 'review', '券发完'],
    ['invite/next', 'back', ''],
    ['back/yes', 'hot', '是'],
    ['back/no', 'review', '否'],
    ['hot/next', 'follow', ''],
    ['follow/next', end, ''],
    ['review/next', end, ''],
  ])
  const others: Journey = {
    steps: {
      b: { branch: [{ when: { tag: 'x' }, to: 's' }, { otherwise: 'w' }] },
      s: {
        split: [
          { share: 70, to: 'w' },
          { share: 30, to: 'end' },
        ],
      },
      w: { waitFor: { any: [{ event: 'a', to: 'x' }, { segment: 'v' }], within: '1 day' }, no: 'x' },
      x: { exit: { reason: 'r' } },
    },
  }
  expect(
    allWays(others)
      .slice(1)
      .map((each) => [nameOf(each), each.to, each.label]),
  ).toEqual([
    ['b/branch/0/to', 's', '条件 1'],
    ['b/branch/1/otherwise', 'w', '其他'],
    ['s/split/0/to', 'w', 'A 70%'],
    ['s/split/1/to', end, 'B 30%'],
    ['w/waitFor/any/0/to', 'x', '第 1 件'],
    ['w/waitFor/any/1/to', end, '第 2 件'],
    ['w/no', 'x', '否'],
  ])
})

describe('a step put on a way', () => {
  it('leads on where the way led, and stands behind the step it follows', () => {
    const { journey, at } = insertOn(m5, way('back/no'), { wait: '1 day', next: '' })
    expect(at).toBe('wait')
    expect(ways(journey)).toEqual({ ...ways(m5), 'back/no': 'wait', 'wait/next': 'review' })
    expect(order(journey)).toEqual(['coupon', 'invite', 'back', 'wait', 'hot', 'follow', 'review'])
  })

  it('with several ways leads on by the first; the others end', () => {
    const judge = { waitFor: { event: 'order.paid', within: '1 day' }, yes: '', no: '' }
    const { journey } = insertOn(m5, way('invite/next'), judge)
    expect(ways(journey)).toMatchObject({
      'invite/next': 'wait-for',
      'wait-for/yes': 'back',
      'wait-for/no': end,
    })
  })

  it('at the entry is the first from then on, also of a journey without steps', () => {
    expect(order(insertOn(m5, way(entry), { wait: '1 day', next: '' }).journey)[0]).toBe('wait')
    const { journey } = insertOn({ steps: {} }, way(entry, { steps: {} }), { wait: '1 day', next: '' })
    expect(ways(journey)).toEqual({ [entry]: 'wait', 'wait/next': end })
  })
})

describe('a step taken away', () => {
  it('lets who came to it go on where it led', () => {
    const { journey, at } = remove(m5, 'invite')
    expect(ways(journey)).toMatchObject({ 'coupon/next': 'back', 'back/yes': 'hot' })
    expect(at).toBe('coupon')
  })

  it('takes with it what only it led to', () => {
    const { usedUp: _, ...coupon } = m5.steps!.coupon!
    const without = { ...m5, steps: { ...m5.steps, coupon } }
    expect(lostWith(m5, 'back')).toEqual([])
    expect(lostWith(without, 'back')).toEqual(['review'])
    expect(order(remove(without, 'back').journey)).toEqual(['coupon', 'invite', 'hot', 'follow'])
  })

  it('makes what follows the first when it was the first', () => {
    expect(order(remove(m5, 'coupon').journey)[0]).toBe('invite')
    expect(remove({ steps: { a: { wait: '1 day', next: 'a' } } }, 'a')).toEqual({
      journey: { steps: {} },
      at: entry,
    })
  })
})

it('a step once more stands behind itself under a name of its own', () => {
  const { journey, at } = duplicate(m5, 'hot')
  expect(at).toBe('hot-2')
  expect(ways(journey)).toMatchObject({ 'hot/next': 'hot-2', 'hot-2/next': 'follow' })
  expect(journey.steps?.['hot-2']).toMatchObject({ name: '标记 副本', tag: { add: ['高意向'] } })
})

it('a way leads elsewhere, and nothing else changes', () => {
  expect(ways(connect(m5, way('back/no'), 'hot'))).toEqual({ ...ways(m5), 'back/no': 'hot' })
})

it('names of steps are free, and never the end', () => {
  expect(freeId({}, 'setTrait')).toBe('set-trait')
  expect(freeId({ wait: {}, 'wait-2': {} }, 'wait')).toBe('wait-3')
  expect(freeId({}, 'end')).toBe('end-1')
})

it('a value put at a place leaves all else, and nothing empty behind', () => {
  const step = { wait: { for: '1 day', between: '10:00-12:00' }, list: [{ a: 1 }, { a: 2 }] }
  expect(put(step, ['wait', 'between'], undefined)).toEqual({ ...step, wait: { for: '1 day' } })
  expect(put({ a: { b: 1 }, c: 2 }, ['a', 'b'], undefined)).toEqual({ c: 2 })
  expect(put(step, ['list', 1, 'a'], 3).list).toEqual([{ a: 1 }, { a: 3 }])
})
