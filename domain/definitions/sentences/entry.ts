import { describe, describeWhere } from '../../audience/describe.ts'
import { eventLabels, labelOf, propLabels } from '../../audience/labels.ts'
import { describeDuration } from '../../language/duration.ts'
import type { EntryDefinition, EntryTrigger } from '../../language/entry.ts'
import type { ExitDefinition, GoalDefinition } from '../../language/journey.ts'
import { describeTime } from '../../language/moment.ts'
import type { PropRule } from '../../language/prop-rule.ts'
import { clockText } from '../../local-time.ts'
import { describeCron } from './cron.ts'
import { type DefinitionNames, traitName } from './names.ts'
import { at, partsIn, type Said, type SaidPart, textOf } from './said.ts'

type Kind = EntryTrigger['kind']
type Sentences = {
  [K in Kind]: (entry: Extract<EntryTrigger, { kind: K }>, names: DefinitionNames) => string
}

const sentences: Sentences = {
  event: ({ event, where }) => `客户${eventWords(event, where)}时开始`,
  segment: ({ segment }, names) => `客户进入${segmentWords(segment, names)}时开始`,
  date: (entry, names) => dateWords(entry, names),
  festival: ({ festival, offsetDays, atMinute }) =>
    `${festival}${daysAway(offsetDays)}的 ${clockText(atMinute)}（北京时间）开始`,
  schedule: ({ schedule }) =>
    schedule.kind === 'cron'
      ? `${describeCron(schedule.cron)}（北京时间）开始`
      : `${describeTime(schedule.iso)}（北京时间）开始`,
  api: () => '由外部系统通过接口开始',
}

/** Where each way to begin is written. */
const firstField: Record<Kind, string> = {
  event: 'event',
  segment: 'segment',
  date: 'trait',
  festival: 'festival',
  schedule: 'schedule',
  api: 'api',
}

/** 触发条件: what makes a customer enter, and how often the same one may. */
export const describeEntry = (entry: EntryDefinition, names: DefinitionNames): string =>
  textOf(sayEntry(entry, names))

/** The same, each part with the field of the entry it stands for. */
export const describeEntryParts = (entry: EntryDefinition, names: DefinitionNames): SaidPart[] =>
  partsIn(sayEntry(entry, names))

function sayEntry(entry: EntryDefinition, names: DefinitionNames): Said {
  // The table pairs each kind with its own trigger; TypeScript cannot see that pairing through the union.
  const say = sentences[entry.kind] as (entry: EntryTrigger, names: DefinitionNames) => string
  const who = entry.kind === 'schedule' || entry.kind === 'festival' ? '进入的客户须满足' : '客户当时须满足'
  const when = entry.when === undefined ? '' : [`，${who}：`, at('when', describe(entry.when, names))]
  return [at(firstField[entry.kind], say(entry, names)), when, '；', at('again', againWords(entry))]
}

/** 触发条件 of a 群发. */
export function describeBroadcast(entry: EntryDefinition, names: DefinitionNames): string {
  const say = sentences[entry.kind] as (entry: EntryTrigger, names: DefinitionNames) => string
  const to = entry.when === undefined ? '所有客户' : describe(entry.when, names)
  return `${say(entry, names).replace(/开始$/, '发出')}，群发给：${to}；同一位客户${entry.kind === 'festival' ? '每年' : '只'}发一次`
}

function againWords({ again, key }: EntryDefinition): string {
  const same = key === undefined ? '同一位客户' : `同一${labelOf(propLabels, key)}`
  switch (again.kind) {
    case 'never':
      return `${same}只进入一次`
    case 'after':
      return `${same}隔 ${describeDuration(again.ms)}可以再次进入`
    case 'always':
      return `${same}每次都可以进入`
  }
}

function dateWords(entry: Extract<EntryTrigger, { kind: 'date' }>, names: DefinitionNames): string {
  const { trait, offsetMs, atMinute, yearly } = entry
  const day = offsetMs === 0 && (yearly || atMinute !== undefined) ? '那天' : ''
  const when = `${yearly ? '每年' : ''}到${dateOf(trait, offsetMs, names)}${day}`
  if (atMinute !== undefined) return `${when}的 ${clockText(atMinute)}（客户当地时间）开始`
  return day === '' ? `${when}时开始` : `${when}开始`
}

const daysAway = (days: number): string =>
  days === 0 ? '当天' : `${days < 0 ? '前' : '后'} ${Math.abs(days)} 天`

/** `客户的「预计复购日」前 3 天`. */
export function dateOf(trait: string, offsetMs: number, names: DefinitionNames): string {
  const date = `客户的「${traitName(trait, names)}」`
  if (offsetMs === 0) return date
  return `${date}${offsetMs < 0 ? '前' : '后'} ${describeDuration(Math.abs(offsetMs))}`
}

/** `提交表单（表单是 whitepaper）`; `about` says more of it. */
export function eventWords(event: string, where: PropRule | undefined, about: string[] = []): string {
  const told = [...about, ...(where === undefined ? [] : [describeWhere(where)])]
  return `${labelOf(eventLabels, event)}${told.length === 0 ? '' : `（${told.join('，')}）`}`
}

export const segmentWords = (id: string, names: DefinitionNames): string =>
  `人群包「${names.segment?.(id) ?? id}」`

export const changeWords = { entered: '进入', left: '离开' } as const

/** Part of 分支逻辑: what ends the run wherever it is. */
export function describeExit(exit: ExitDefinition, names: DefinitionNames): string {
  const what =
    exit.kind === 'event'
      ? eventWords(exit.event, exit.where)
      : `${changeWords[exit.change]}${segmentWords(exit.segment, names)}`
  return `任何时候，客户${what}就立即退出`
}

/** 目标. */
export function describeGoal({ event, where, withinMs, value }: GoalDefinition): string {
  const worth = value === undefined ? '' : `，成果按${labelOf(propLabels, value)}计`
  return `进入后 ${describeDuration(withinMs)}内${eventWords(event, where)}${worth}`
}
