import { DateTime } from 'luxon'
import type { ReportContents, ReportKind, ReportLine, ReportSection } from '../../models/reports.ts'
import { moneyText } from '../campaigns/numbers.ts'
import { defaultZone } from '../local-time.ts'
import type { Period } from '../period.ts'
import {
  alertWords,
  entryWords,
  figureIn,
  followUpWords,
  isSilent,
  orderWords,
  sendWords,
  unconfirmedWords,
} from './figure-words.ts'
import type { Receiver } from './receivers.ts'
import type { ReportLinks } from './report-links.ts'

/** WeCom takes 2,048 bytes (document 90236); a link is longer than it looks. */
const mostBytes = 1_950
const linkBytes = 16
const mostAlerts = 3

export interface ToldReport {
  kind: ReportKind
  period: Period
  contents: ReportContents
  access: Receiver['access']
}

/**
 * A report as it reads on a phone: what it is of, a line for each figure, and links. Of several 门店 each has one line; what WeCom has
 * no room for is named by number. Never longer than WeCom takes.
 */
export function linesOf(told: ToldReport, links: ReportLinks): ReportLine[] {
  const { kind, period, contents } = told
  const [only, ...others] = contents.sections
  if (only === undefined) return []
  const title = `【${kind === 'daily' ? '日报' : '周报'}】${daysWords(kind, period)} ${
    others.length === 0 ? only.name : `${contents.sections.length} 家门店`
  }`
  const body = others.length === 0 ? wholeOf(only, told, links) : eachOf(told, links)
  return withoutDeadLinks([{ words: title }, ...body, ...endOf(told)], told.access)
}

/** 12月1日 周二, or 11月23日–11月29日. */
export function daysWords(kind: ReportKind, { from, to }: Period): string {
  const day = (text: string) => DateTime.fromISO(text, { zone: defaultZone }).setLocale('zh-CN')
  if (kind === 'daily') return day(from).toFormat('M月d日 ccc')
  return `${day(from).toFormat('M月d日')}–${day(to).toFormat('M月d日')}`
}

function wholeOf(
  section: ReportSection,
  { kind, period, contents }: ToldReport,
  links: ReportLinks,
): ReportLine[] {
  const { store } = section
  if (section.state === 'closed') return [{ words: closedWords(section) }]
  const unconfirmed = unconfirmedWords(section)
  const figures = isSilent(section)
    ? [`${kind === 'daily' ? '这一天' : '这一周'}没有人触发流程，没有发出消息，也没有订单`]
    : [entryWords(section, kind), sendWords(section), orderWords(section, kind)]
  const alerts = contents.alerts.slice(0, mostAlerts).map((alert) => `预警：${alertWords(alert)}`)
  const more = contents.alerts.length - alerts.length
  return [
    ...[...figures, followUpWords(section)].map((words) => ({ words })),
    ...alerts.map((words) => ({ words: shortened(words) })),
    ...(more > 0 ? [{ words: `还有 ${more} 个预警`, url: links.alerts() }] : []),
    ...(unconfirmed === null ? [] : [{ words: `${unconfirmed}，看是谁`, url: links.unconfirmed(store) }]),
    ...(section.openHours > 0 ? [{ words: `有 ${section.openHours} 个小时的数还在算，最后以总览为准` }] : []),
    { words: '看总览', url: links.overview(period, store) },
  ]
}

/** One line a 门店, as many as there is room for, and who has not confirmed of all of them. */
function eachOf({ period, contents: { sections } }: ToldReport, links: ReportLinks): ReportLine[] {
  const waiting = sections.reduce((sum, { unconfirmed }) => sum + unconfirmed.staff, 0)
  const foot: ReportLine[] =
    waiting === 0 ? [] : [{ words: `${waiting} 位导购还有群发没确认，看是谁`, url: links.unconfirmed(null) }]
  const lines: ReportLine[] = []
  let left =
    mostBytes -
    sum([...foot, { words: '【日报】11月23日–11月29日 1000 家门店，还有 1000 家，到总览看' }]) -
    200
  for (const section of sections) {
    const line = { words: storeWords(section), url: links.overview(period, section.store) }
    left -= bytesOf(line)
    if (left < 0) break
    lines.push(line)
  }
  const more = sections.length - lines.length
  return [...lines, ...(more > 0 ? [{ words: `还有 ${more} 家门店，在总览里看` }] : []), ...foot]
}

function storeWords(section: ReportSection): string {
  if (section.state === 'closed') return closedWords(section)
  const { now } = figureIn(section.figures, 'orders')
  const { late } = section.followUps
  return [
    `${section.name}：触发 ${figureIn(section.figures, 'entered').now.count}`,
    `发出 ${figureIn(section.figures, 'sent').now.count}`,
    now.count === 0 ? '没有订单' : `订单 ${now.count} 笔 ${moneyText(now.sum)}`,
    ...(late > 0 ? [`待办超时 ${late}`] : []),
    ...(section.unconfirmed.staff > 0 ? [`${section.unconfirmed.staff} 人没确认`] : []),
  ].join('，')
}

const closedWords = ({ name }: ReportSection): string =>
  `${name} 不在门店名单里了，请负责人在「成员」里改一下您的门店`

const endOf = ({ kind, access }: ToldReport): ReportLine[] => [
  ...(kind === 'weekly' ? [{ words: '明细在接下来的文件里' }] : []),
  ...(access === 'none' ? [{ words: '要打开看明细，请负责人在「成员」里加上您' }] : []),
]

/** Whoever cannot open the page gets words alone; a line that is nothing but a link is left out. */
function withoutDeadLinks(lines: readonly ReportLine[], access: Receiver['access']): ReportLine[] {
  if (access === 'page') return [...lines]
  return lines
    .filter(({ words }) => words !== '看总览')
    .map(({ words }) => ({ words: words.replace(/，看是谁$/, '') }))
}

const shortened = (words: string): string => {
  const letters = [...words]
  return letters.length <= 60 ? words : `${letters.slice(0, 59).join('')}…`
}

const bytesOf = ({ words, url = '' }: ReportLine): number =>
  Buffer.byteLength(words) + 1 + (url === '' ? 0 : Buffer.byteLength(url) + linkBytes)
const sum = (lines: readonly ReportLine[]): number => lines.reduce((all, line) => all + bytesOf(line), 0)
