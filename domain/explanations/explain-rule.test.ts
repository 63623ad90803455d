import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matches } from '../audience/evaluate.ts'
import { segmentsOf } from '../audience/event-history.ts'
import { aCustomer, anEvent } from '../audience/testing/people.ts'
import { known, now, person, segment, writtenRule } from '../audience/testing/rules.ts'
import { ruleSchema } from '../language/rule.ts'
import { type Explained, explainRule, explainWhere, leavesOfExplained } from './explain-rule.ts'

const words = { registry: { segment }, names: {} }
const explain = (written: unknown, of: { customer?: object; events?: object[] } = {}) =>
  explainRule(
    ruleSchema.parse(written),
    { customer: aCustomer(of.customer), events: (of.events ?? []).map((event) => anEvent(event)) },
    now,
    words,
  )
const leaf = (written: unknown, of = {}) => {
  const { holds, actual } = explain(written, of)
  return [holds, actual]
}

/** What the parts say together, by nothing but their own answers and how they are joined. */
function concluded({ holds, join, parts = [] }: Explained): boolean {
  switch (join) {
    case undefined:
      return holds
    case 'all':
      return parts.every(concluded)
    case 'any':
      return parts.some(concluded)
    case 'not':
      return !parts.some(concluded)
  }
}

it('the leaves, put together again, give what the rule gives', () => {
  fc.assert(
    fc.property(writtenRule, fc.array(person, { minLength: 1, maxLength: 6 }), (written, people) => {
      const rule = ruleSchema.parse(written)
      for (const [at, one] of people.entries()) {
        const subject = known(one, at)
        const explained = explainRule(rule, subject, now, words)
        const inSegment = segmentsOf(words.registry, subject, now)
        const answer = matches(rule, { ...subject, inSegment }, now)
        expect(explained.holds, JSON.stringify(written)).toBe(answer)
        expect(concluded(explained), JSON.stringify(written)).toBe(answer)
      }
    }),
    { numRuns: 300 },
  )
})

describe('what is so stands beside what is asked', () => {
  it.each([
    [{ tag: '甲' }, {}, false, '没有这个标签'],
    [
      { tag: '甲' },
      { customer: { tags: [{ name: '甲', kind: 'manual', at: now }] } },
      true,
      '2026-03-02 09:00 打上',
    ],
    [{ trait: 'x', above: 3 }, { customer: { traits: { x: 2 } } }, false, '2'],
    [{ trait: 'x', above: 3 }, {}, false, '没有值'],
    [{ trait: 'tier', is: 'high' }, { customer: { traits: { tier: 'none' } } }, false, '未购'],
    [
      { trait: 'x', exists: true },
      { customer: { traits: { x: { kid: 'k', ct: 'c' } } } },
      true,
      '加密保存，不参与判断',
    ],
    [{ consent: 'sms' }, {}, false, '没有记录'],
    [
      { reach: 'sms' },
      { customer: { reach: { sms: { state: 'unreachable', at: now } } } },
      false,
      '触达不到（2026-03-02 09:00 起）',
    ],
    [{ segment: 'vip' }, {}, false, '不在人群包里'],
    [{ event: 'order.paid' }, {}, false, '0 次'],
    [{ event: 'order.paid', atLeast: 2 }, { events: [{}] }, false, '1 次，最近一次 2026-03-02 08:59'],
  ])('%j %#', (written, of, holds, actual) => {
    expect(leaf(written, of)).toEqual([holds, actual])
  })

  it('an event that came, but not as asked, is told apart', () => {
    const asked = { event: 'order.paid', where: { prop: 'amountFen', above: 100 } }
    expect(leaf(asked, { events: [{ props: { amountFen: 100 } }, { props: { amountFen: 200 } }] })).toEqual([
      true,
      '1 次，另有 1 次不符合附加条件，最近一次 2026-03-02 08:59',
    ])
  })

  it('a static segment is taken apart down to its own leaves', () => {
    const explained = explain({ segment: 'buyers' }, { customer: { segments: ['vip'] }, events: [{}] })
    expect(explained).toMatchObject({ holds: false, says: '属于人群包 buyers' })
    expect(leavesOfExplained(explained).map(({ says, holds }) => [says, holds])).toEqual([
      ['至少 1 次购买', true],
      ['属于人群包 vip', true],
    ])
  })

  it('the where of an event says what the event said', () => {
    const where = ruleSchema.parse({
      event: 'order.paid',
      where: { all: [{ prop: 'amountFen', above: 100 }, { anyItem: { prop: 'category', is: '护肤' } }] },
    })
    if (where.kind !== 'event' || where.where === undefined) throw new Error('an event with a where')
    const explained = explainWhere(where.where, { amountFen: 99, items: [{ category: '护肤' }] }, now)
    expect(leavesOfExplained(explained).map(({ holds, actual }) => [holds, actual])).toEqual([
      [false, '99'],
      [true, '共 1 件商品'],
    ])
  })
})
