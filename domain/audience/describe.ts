import { customerField, nameOfValue } from '../customers/traits/table.ts'
import type { RunValue, Scalar, Test } from '../language/comparison.ts'
import { describeDuration } from '../language/duration.ts'
import { describeTime, type Moment } from '../language/moment.ts'
import type { PropRule } from '../language/prop-rule.ts'
import type { EventCount, Rule } from '../language/rule.ts'
import { channelLabels, eventLabels, labelOf, lastTimeTraits, propLabels } from './labels.ts'

/** What this installation calls its own segments and traits; without a name they are shown as written. */
export interface OwnNames {
  segment?(id: string): string | undefined
  trait?(name: string): string | undefined
}

/** The rule as a Chinese sentence: 30 天未登录，且近 90 天内至少 1 次购买，且没有标签 深度流失. */
export function describe(rule: Rule, names: OwnNames = {}): string {
  switch (rule.kind) {
    case 'all':
      return join(rule.rules, '且', (inner) => describe(inner, names))
    case 'any':
      return join(rule.rules, '或', (inner) => describe(inner, names))
    case 'not':
      return describeNot(rule.rule, names)
    case 'tag':
      return `有标签 ${rule.tag}`
    case 'trait':
      return describeTrait(rule.trait, rule.tests, names)
    case 'run':
      return `${describeRunValue(rule.of)}${rule.tests.map((test) => describeTest(test, wordFor(rule.of.prop))).join('且')}`
    case 'event':
      return describeCount(rule)
    case 'segment':
      return `属于人群包 ${segmentName(rule.segment, names)}`
    case 'consent':
      return `${{ granted: '同意', refused: '拒绝', unknown: '未表态是否' }[rule.state]}接收${channelLabels[rule.channel]}`
    case 'reach':
      return `${channelLabels[rule.channel]}${{ reachable: '可触达', unreachable: '触达不到', unknown: '能否触达未知' }[rule.state]}`
  }
}

const segmentName = (id: string, names: OwnNames): string => names.segment?.(id) ?? id

function describeNot(rule: Rule, names: OwnNames): string {
  if (rule.kind === 'tag') return `没有标签 ${rule.tag}`
  if (rule.kind === 'segment') return `不属于人群包 ${segmentName(rule.segment, names)}`
  return `不满足（${describe(rule, names)}）`
}

function join<R extends { kind: string }>(rules: R[], word: '且' | '或', say: (rule: R) => string): string {
  if (rules.length === 1) return say(rules[0]!)
  return rules
    .map((rule) => (rule.kind === 'all' || rule.kind === 'any' ? `（${say(rule)}）` : say(rule)))
    .join(`，${word}`)
}

function describeCount({ event, where, atLeast, atMost, withinMs }: EventCount): string {
  const what = `${labelOf(eventLabels, event)}${where === undefined ? '' : `（${describeWhere(where)}）`}`
  const within = withinMs === undefined ? '' : `近 ${describeDuration(withinMs)}内`
  if (atMost === 0) return within === '' ? `从未${what}` : `${within}没有${what}`
  if (atLeast === undefined) return `${within}至多 ${atMost} 次${what}`
  return atMost === undefined
    ? `${within}至少 ${atLeast} 次${what}`
    : `${within}${what} ${atLeast}–${atMost} 次`
}

/** What an event must say of itself. */
export function describeWhere(rule: PropRule): string {
  switch (rule.kind) {
    case 'all':
      return join(rule.rules, '且', describeWhere)
    case 'any':
      return join(rule.rules, '或', describeWhere)
    case 'not':
      return `不满足（${describeWhere(rule.rule)}）`
    case 'prop':
      return `${labelOf(propLabels, rule.prop)}${rule.tests.map((test) => describeTest(test, wordFor(rule.prop))).join('且')}`
    case 'anyItem':
      return `其中一件商品${describeItem(rule.rule)}`
  }
}

const describeItem = (rule: PropRule): string =>
  rule.kind === 'prop' ? describeWhere(rule) : `（${describeWhere(rule)}）`

function describeTrait(trait: string, tests: Test[], names: OwnNames): string {
  const [test] = tests
  const done = Object.hasOwn(lastTimeTraits, trait) ? lastTimeTraits[trait] : undefined
  if (done !== undefined && test !== undefined && tests.length === 1) {
    if (test.op === 'before' && isPast(test.moment)) return `${describeAmount(test.moment)}未${done}`
    if (test.op === 'after' && isPast(test.moment)) return `近 ${describeAmount(test.moment)}内${done}过`
  }
  return `${customerField(trait)?.label ?? names.trait?.(trait) ?? trait}${tests.map((test) => describeTest(test, labelledValue(trait))).join('且')}`
}

/** Values that have a name of their own are shown by it. */
const labelledValue = (trait: string) => (value: Scalar) =>
  typeof value === 'string' ? nameOfValue(trait, value) : sayValue(value)

/** `进入时的订单号`, `所等事件的结果`. */
export const describeRunValue = ({ from, prop }: RunValue): string =>
  `${{ entry: '进入时的', answer: '所等事件的' }[from]}${labelOf(propLabels, prop)}`

/** Channels stand in events by their names in files. */
const wordFor = (prop: string) => (value: Scalar) =>
  prop === 'channel' && typeof value === 'string' ? labelOf(channelLabels, value) : sayValue(value)

function describeTest(test: Test, say = sayValue): string {
  switch (test.op) {
    case 'is':
      return `是 ${say(test.value)}`
    case 'isNot':
      return `不是 ${say(test.value)}`
    case 'same':
      return `是${describeRunValue(test.as)}`
    case 'other':
      return `不是${describeRunValue(test.as)}`
    case 'in':
      return `是 ${test.values.map(say).join('、')} 之一`
    case 'above':
      return `大于 ${test.value}`
    case 'atLeast':
      return `不低于 ${test.value}`
    case 'below':
      return `小于 ${test.value}`
    case 'atMost':
      return `不超过 ${test.value}`
    case 'before':
      return `早于 ${describeMoment(test.moment)}`
    case 'after':
      return `晚于 ${describeMoment(test.moment)}`
    case 'exists':
      return test.value ? '有值' : '为空'
    case 'contains':
      return `包含 ${test.value}`
  }
}

const sayValue = (value: Scalar): string =>
  value === true ? '是（true）' : value === false ? '否（false）' : String(value)

type Relative = Extract<Moment, { kind: 'relative' }>

const isPast = (moment: Moment): moment is Relative =>
  moment.kind === 'relative' && (moment.ms > 0 || moment.months > 0)

function describeAmount({ ms, months }: Relative): string {
  const size = Math.abs(months)
  if (size === 0) return describeDuration(Math.abs(ms))
  return size % 12 === 0 ? `${size / 12} 年` : `${size} 个月`
}

/** `当时`, `当时之后 30 天`: a moment counted from when something is done. */
export function describeFromNow(moment: Moment): string {
  if (moment.kind === 'at') return describeTime(moment.iso)
  if (moment.ms === 0 && moment.months === 0) return '当时'
  return `当时${isPast(moment) ? '之前' : '之后'} ${describeAmount(moment)}`
}

function describeMoment(moment: Moment): string {
  if (moment.kind === 'at') return describeTime(moment.iso)
  return `${describeAmount(moment)}${isPast(moment) ? '前' : '后'}`
}
