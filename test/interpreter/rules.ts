import { duration, moment } from './words.ts'
import type { Rule, Segment, Tests, Value, Where } from './written.ts'

export interface Happened {
  id: string
  name: string
  at: Date
  props: Record<string, unknown>
}

/** Somebody as rules see them. */
export interface Known {
  tags: Set<string>
  traits: Record<string, unknown>
  consent: Record<string, 'granted' | 'refused'>
  happened: Happened[]
  /** Live segments they are in. */
  segments: Set<string>
}

/** What the event that began a passage said, and the one that ended its last wait. */
export interface Said {
  entry: Record<string, unknown>
  answer: Record<string, unknown>
}
export const nothingSaid: Said = { entry: {}, answer: {} }

export interface Asked {
  of: Known
  now: Date
  segments: readonly Segment[]
  /** Outside of a passage nothing was said. */
  said?: Said
}

/** History is kept for 400 days. */
const longAgo = '400 days'

export function holds(rule: Rule, asked: Asked): boolean {
  const { of, now, segments, said = nothingSaid } = asked
  const inner = (each: Rule) => holds(each, asked)
  if ('all' in rule) return rule.all.every(inner)
  if ('any' in rule) return rule.any.some(inner)
  if ('not' in rule) return !inner(rule.not)
  if ('tag' in rule) return of.tags.has(rule.tag)
  if ('trait' in rule) return passesAll(rule, of.traits[rule.trait], now, said)
  if ('entry' in rule) return passesAll(rule, said.entry[rule.entry], now, said)
  if ('answer' in rule) return passesAll(rule, said.answer[rule.answer], now, said)
  if ('consent' in rule) return (of.consent[rule.consent] ?? 'unknown') === (rule.is ?? 'granted')
  if ('segment' in rule) {
    const segment = segments.find((one) => one.segment === rule.segment)
    if (segment === undefined) throw new Error(`no segment ${rule.segment}`)
    return segment.kind === 'live' ? of.segments.has(segment.segment) : inner(segment.rule)
  }
  const since = now.getTime() - duration(rule.within ?? longAgo)
  const times = of.happened.filter(
    ({ name, at, props }) =>
      name === rule.event &&
      at.getTime() >= since &&
      at <= now &&
      (rule.where === undefined || holdsFor(rule.where, props, now, said)),
  ).length
  if (rule.never) return times === 0
  if (rule.atLeast === undefined && rule.atMost === undefined) return times > 0
  return times >= (rule.atLeast ?? 0) && times <= (rule.atMost ?? times)
}

export function holdsFor(
  where: Where,
  props: Record<string, unknown>,
  now: Date,
  said: Said = nothingSaid,
): boolean {
  if ('all' in where) return where.all.every((each) => holdsFor(each, props, now, said))
  if ('any' in where) return where.any.some((each) => holdsFor(each, props, now, said))
  if ('not' in where) return !holdsFor(where.not, props, now, said)
  return passesAll(where, props[where.prop], now, said)
}

/** Several tests on one value must all hold. Nothing answers only `isNot` and `exists: false` with yes. */
function passesAll(tests: Tests, value: unknown, now: Date, said: Said): boolean {
  const isThere = value !== undefined && value !== null
  const number = typeof value === 'number' ? value : Number.NaN
  const time = value instanceof Date ? value.getTime() : Number.NaN
  const isLike = (other: Value | undefined) => {
    if (typeof other !== 'object') return value === other
    const meant = 'entry' in other ? said.entry[other.entry] : said.answer[other.answer]
    return meant !== undefined && meant !== null && value === meant
  }
  const answers: Record<keyof Tests, () => boolean> = {
    is: () => isLike(tests.is),
    isNot: () => !isLike(tests.isNot),
    in: () => (tests.in as readonly unknown[]).includes(value),
    above: () => number > (tests.above as number),
    atLeast: () => number >= (tests.atLeast as number),
    below: () => number < (tests.below as number),
    atMost: () => number <= (tests.atMost as number),
    before: () => time < moment(tests.before as string, now).getTime(),
    after: () => time > moment(tests.after as string, now).getTime(),
    exists: () => isThere === tests.exists,
    contains: () => typeof value === 'string' && value.includes(tests.contains as string),
  }
  return (Object.keys(answers) as (keyof Tests)[]).every(
    (name) => tests[name] === undefined || answers[name](),
  )
}

/** Whether the rule asks about this very thing: `event order.paid`, `tag 甲`, `trait skin`. */
export function asks(rule: Rule, about: string, segments: readonly Segment[]): boolean {
  const inner = (each: Rule) => asks(each, about, segments)
  if ('all' in rule) return rule.all.some(inner)
  if ('any' in rule) return rule.any.some(inner)
  if ('not' in rule) return inner(rule.not)
  if ('segment' in rule) {
    const segment = segments.find((one) => one.segment === rule.segment)
    return about === `segment ${rule.segment}` || (segment?.kind === 'static' && inner(segment.rule))
  }
  const [kind, name] =
    Object.entries(rule).find(([key]) => ['event', 'tag', 'trait', 'consent'].includes(key)) ?? []
  return about === `${kind} ${name}`
}
