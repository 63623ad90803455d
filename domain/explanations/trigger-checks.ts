import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { historyMs, matchesProps } from '../audience/evaluate.ts'
import { readTrait } from '../audience/fields.ts'
import type { Calendar } from '../calendar/calendar.ts'
import { nextOfFestival } from '../calendar/festival-entries.ts'
import { isSealedTrait } from '../customers/personal-traits.ts'
import { dateOf, eventWords, segmentWords } from '../definitions/sentences/entry.ts'
import { type DefinitionNames, traitName } from '../definitions/sentences/names.ts'
import { keyOf } from '../journeys/enter.ts'
import { dateWithin, nextOfSchedule } from '../journeys/occurrences.ts'
import { freshMs } from '../journeys/on-event.ts'
import { describeDuration } from '../language/duration.ts'
import type { EntryDefinition, EntryTrigger } from '../language/entry.ts'
import { momentText, valueText } from './actual-words.ts'
import { type Explained, explainWhere } from './explain-rule.ts'

/** What a journey asks of somebody before they enter, and whether it is so. */
export interface Check {
  what: 'state' | 'definitions' | 'pilot' | 'trigger' | 'when' | 'again' | 'inside'
  ok: boolean
  /** zh-CN. */
  says: string
  /** Leaf by leaf, where a rule decides. */
  rule?: Explained
  /** When it comes next, or may be asked again. */
  at?: Date
  /** The event that is looked at. */
  event?: { id: string; at: Date }
}

export interface TriggerFacts {
  customer: Customer
  /** Newest last: those of the name the entry waits for. */
  occasions: readonly KeluEvent[]
  /** Since when the journey was there. */
  since: Date
  /** Since when time can begin it for them. */
  timesSince: Date
  /** Up to when entries by time have been made. */
  madeUntil: Date
  now: Date
  names: DefinitionNames
  calendar: Calendar
}

type Kind = EntryTrigger['kind']
type EntryOf<K extends Kind> = Extract<EntryDefinition, { kind: K }>

const triggers: { [K in Kind]: (entry: EntryOf<K>, facts: TriggerFacts) => Check } = {
  event: checkEvent,
  segment: checkSegment,
  date: checkDate,
  festival: checkFestival,
  schedule: checkSchedule,
  api: () => trigger(true, '由外部系统通过接口开始：没有要等的事件'),
}

/** Whether what starts the journey has come for this customer. Pure. */
export function checkTrigger(entry: EntryDefinition, facts: TriggerFacts): Check {
  // The table pairs each kind with its own entry; TypeScript cannot see that pairing through the union.
  return (triggers[entry.kind] as (entry: EntryDefinition, facts: TriggerFacts) => Check)(entry, facts)
}

/** The name of the events that start it; null where none does. */
export function triggerEvent(entry: EntryDefinition): string | null {
  if (entry.kind === 'event') return entry.event
  return entry.kind === 'segment' ? 'segment.entered' : null
}

const trigger = (ok: boolean, says: string, more: Partial<Check> = {}): Check => ({
  what: 'trigger',
  ok,
  says,
  ...more,
})

/** The event itself may be an occasion, or why it was none. */
function checkEvent(entry: EntryOf<'event'>, facts: TriggerFacts): Check {
  const what = eventWords(entry.event, undefined)
  const newest = facts.occasions.at(-1)
  if (newest === undefined) return trigger(false, `近 ${describeDuration(historyMs)}内没有发生过「${what}」`)
  const all = facts.occasions.map((event) => checkOccasion(entry, event, facts))
  // The newest that would do; else what is wrong with the newest.
  return all.findLast(({ ok }) => ok) ?? (all.at(-1) as Check)
}

function checkOccasion(entry: EntryOf<'event'>, event: KeluEvent, { since, now }: TriggerFacts): Check {
  const told = `${momentText(event.at)}「${eventWords(event.name, undefined)}」`
  const { where } = entry
  const of = {
    event: { id: event._id, at: event.at },
    ...(where !== undefined && { rule: explainWhere(where, event.props, now) }),
  }
  if (where !== undefined && !matchesProps(where, event.props, now)) {
    return trigger(false, `${told}不符合入口的条件`, of)
  }
  if (keyOf({ entry }, event) === null) {
    return trigger(false, `${told}没有带「${entry.key}」，入口要按它区分`, of)
  }
  return trigger(...inTime(told, event, since), of)
}

function checkSegment(entry: EntryOf<'segment'>, { customer, occasions, since, names }: TriggerFacts): Check {
  const name = segmentWords(entry.segment, names)
  const entered = occasions.findLast(({ props }) => props.segment === entry.segment)
  if (!customer.segments.includes(entry.segment)) {
    const before = entered === undefined ? '从未进入过' : `${momentText(entered.at)} 进入过，现在不在`
    return trigger(false, `${before}${name}`)
  }
  if (entered === undefined) return trigger(false, `在${name}里，但没有找到进入的记录`)
  const told = `${momentText(entered.at)} 进入${name}`
  return trigger(...inTime(told, entered, since), { event: { id: entered._id, at: entered.at } })
}

/** Whether an event was heard of while it could start anything. */
function inTime(told: string, { at, receivedAt }: KeluEvent, since: Date): [ok: boolean, says: string] {
  if (receivedAt < since) return [false, `${told}：那时流程还没有发布（${momentText(since)} 发布）`]
  if (receivedAt.getTime() - at.getTime() > freshMs) {
    return [false, `${told}：${momentText(receivedAt)} 才收到，超过 ${describeDuration(freshMs)}只算历史`]
  }
  return [true, told]
}

const farMs = 400 * 86_400_000

function checkDate(entry: EntryOf<'date'>, { customer, madeUntil, now, names }: TriggerFacts): Check {
  const value = readTrait(customer, entry.trait)
  const name = traitName(entry.trait, names)
  if (value === undefined || value === null) return trigger(false, `「${name}」没有值`)
  if (isSealedTrait(value)) return trigger(false, `「${name}」是个人信息，加密保存：日子到没到不在这里显示`)
  const day = dateOf(entry.trait, entry.offsetMs, names)
  const due = dateWithin(entry, customer, madeUntil, now)
  if (due !== null) return trigger(true, `${day}已到（${momentText(due)}）`)
  const next = dateWithin(entry, customer, now, new Date(now.getTime() + farMs))
  if (next !== null) return trigger(false, `还没到${day}：${momentText(next)} 才开始`, { at: next })
  const last = dateWithin(entry, customer, new Date(now.getTime() - farMs), now)
  if (last !== null) return trigger(false, `${day}（${momentText(last)}）已经过去`)
  return trigger(false, `「${name}」是 ${valueText(value)}：算不出近期的日子`)
}

function checkSchedule(entry: EntryOf<'schedule'>, facts: TriggerFacts): Check {
  const next = nextOfSchedule(entry, facts.now)
  if (next === null) return trigger(false, `${cameText(facts)}，以后不再开始`)
  return trigger(false, `${cameText(facts)}，下一次 ${momentText(next)}`, { at: next })
}

function checkFestival(entry: EntryOf<'festival'>, facts: TriggerFacts): Check {
  const next = nextOfFestival(entry, facts.calendar, facts.now)
  if (next === null) return trigger(false, `${cameText(facts)}，日历里没有以后的${entry.festival}`)
  const of = `${next.of} 年${entry.festival}`
  return trigger(false, `${cameText(facts)}，下一次 ${momentText(next.at)}（${of}）`, { at: next.at })
}

const cameText = ({ madeUntil, timesSince }: TriggerFacts): string =>
  madeUntil > timesSince ? `上一次安排在 ${momentText(madeUntil)}` : '还没有到过时间'
