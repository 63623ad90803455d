import fc from 'fast-check'
import type { Message, Rule, Segment, Tests, Where } from '../written.ts'

/**
 * Random journeys and random lives. Few different names, values and times, so that they meet: what is waited for happens, at
 * the very end of a wait too.
 */

export const messages: Message[] = [
  { message: 'notice', purpose: 'requested', prefer: ['sms'] },
  { message: 'offer', purpose: 'marketing', prefer: ['email', 'sms'] },
]

export const segments: Segment[] = [
  { segment: 'regulars', name: '常客', kind: 'live', rule: { event: 'order.paid', within: '3 days' } },
  {
    segment: 'dry',
    name: '干性肌肤',
    kind: 'live',
    rule: { any: [{ tag: '甲' }, { trait: 'skin', is: '干性' }] },
  },
  {
    segment: 'silent',
    name: '没有动静',
    kind: 'live',
    rule: { not: { trait: 'lastSeenAt', after: '2 days ago' } },
  },
  {
    segment: 'buyers',
    name: '买过',
    kind: 'static',
    rule: { all: [{ event: 'order.paid' }, { not: { tag: '乙' } }] },
  },
]
export const live = segments.filter(({ kind }) => kind === 'live').map(({ segment }) => segment)

/** How long people are followed, and where their happenings lie. */
export const days = 12
export const beginning = Date.parse('2026-03-02T09:00:00+08:00')
export const isoAfter = (hours: number) =>
  `${new Date(beginning + hours * 3_600_000 + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`

export const own = ['order.paid', 'product.viewed', 'miniprogram.entered', 'custom.asked']
export const tags = ['甲', '乙']
export const skins = ['干性', '油性']
const lengths = ['30 minutes', '6 hours', '1 day', '2 days', '3 days']
export const length = fc.constantFrom(...lengths)
export const eventName = fc.constantFrom(...own)
export const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })
/** Leaves out what was not chosen: a marketer does not write it either. */
export const written = <T extends object>(of: fc.Arbitrary<T>) =>
  of.map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T)

export const amount = fc.constantFrom(0, 5_000, 20_000)
const where: fc.Arbitrary<Where> = fc.oneof(
  amount.map((atLeast): Where => ({ prop: 'amountFen', atLeast })),
  amount.map((is): Where => ({ not: { prop: 'amountFen', is } })),
  fc.constantFrom('o1', 'o2').map((is): Where => ({ prop: 'orderId', is })),
)
/** What an event of the passage said. */
const said = fc.constantFrom<Where>(
  { prop: 'orderId', is: { entry: 'orderId' } },
  { prop: 'amountFen', isNot: { entry: 'amountFen' } },
  { prop: 'amountFen', is: { answer: 'amountFen' } },
)
/** In exits, goals and steps. */
export const whereInside = (event: string): fc.Arbitrary<Where | undefined> =>
  event === 'order.paid' ? maybe(fc.oneof(where, said)) : fc.constant(undefined)
export const whereOf = (event: string): fc.Arbitrary<Where | undefined> =>
  event === 'order.paid' ? maybe(where) : fc.constant(undefined)

const skinTests: fc.Arbitrary<Tests> = fc.oneof(
  fc.constantFrom(...skins).map((is) => ({ is })),
  fc.constantFrom(...skins).map((isNot) => ({ isNot })),
  fc.boolean().map((exists) => ({ exists })),
  fc.constant({ in: ['油性', '中性'] }),
  fc.constant({ contains: '性' }),
)
const numberTests: fc.Arbitrary<Tests> = fc.oneof(
  fc.constantFrom(0, 1, 2).map((atLeast) => ({ atLeast })),
  fc.constantFrom(0, 1, 2).map((above) => ({ above })),
  fc.constantFrom(1, 2).map((below) => ({ below })),
  fc.constantFrom(1, 2).map((is) => ({ is })),
  fc.constant({ atLeast: 1, atMost: 2 }),
)
const timeTests: fc.Arbitrary<Tests> = fc.oneof(
  fc.constantFrom('1 days ago', '3 days ago', '2 days from now').map((before) => ({ before })),
  fc.constantFrom('1 days ago', '3 days ago', isoAfter(72)).map((after) => ({ after })),
  fc.boolean().map((exists) => ({ exists })),
)
const counted = eventName.chain((event) =>
  written(
    fc.record({
      event: fc.constant(event),
      where: whereOf(event),
      within: maybe(fc.constantFrom('1 day', '3 days', '30 days')),
      atLeast: fc.constant(undefined as number | undefined),
      atMost: fc.constant(undefined as number | undefined),
      never: fc.constant(undefined as true | undefined),
    }),
  ).chain((leaf) =>
    fc
      .constantFrom<object>({}, { never: true }, { atLeast: 2 }, { atMost: 1 }, { atLeast: 1, atMost: 1 })
      .map((bounds) => ({ ...leaf, ...bounds }) as Rule),
  ),
)
const leaf: fc.Arbitrary<Rule> = fc.oneof(
  fc.constantFrom(...tags, '已购买', '复购', '潜力').map((tag): Rule => ({ tag })),
  skinTests.map((tests): Rule => ({ trait: 'skin', ...tests })),
  fc
    .tuple(fc.constantFrom('score', 'ordersCount', 'productViews'), numberTests)
    .map(([trait, tests]): Rule => ({ trait, ...tests })),
  fc
    .tuple(fc.constantFrom('lastOrderAt', 'lastSeenAt', 'due'), timeTests)
    .map(([trait, tests]): Rule => ({ trait, ...tests })),
  counted,
  fc.constantFrom(...segments.map(({ segment }) => segment)).map((segment): Rule => ({ segment })),
  fc
    .constantFrom('granted', 'refused', 'unknown')
    .map((is): Rule => ({ consent: 'sms', is: is as 'granted' })),
)
export const rule: fc.Arbitrary<Rule> = fc.oneof(
  { weight: 4, arbitrary: leaf },
  { weight: 1, arbitrary: fc.array(leaf, { minLength: 1, maxLength: 2 }).map((all): Rule => ({ all })) },
  { weight: 1, arbitrary: fc.array(leaf, { minLength: 1, maxLength: 2 }).map((any): Rule => ({ any })) },
  { weight: 1, arbitrary: leaf.map((not): Rule => ({ not })) },
)

/** In steps a rule may also ask what the events of the passage said. */
export const ruleInside: fc.Arbitrary<Rule> = fc.oneof(
  { weight: 5, arbitrary: rule },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Rule>(
      { entry: 'orderId', is: 'o1' },
      { entry: 'amountFen', atLeast: 5_000 },
      { answer: 'amountFen', above: 0 },
      { answer: 'orderId', exists: false },
      { event: 'order.paid', where: { prop: 'orderId', is: { entry: 'orderId' } } },
      { event: 'order.paid', where: { prop: 'amountFen', isNot: { answer: 'amountFen' } }, atLeast: 2 },
    ),
  },
)
