import type { Channel, Customer } from '../../models/customer.ts'
import type { TimelineReader } from '../../models/customer-timeline.ts'
import type { Touch } from '../../models/touch.ts'
import { channelLabels } from '../audience/labels.ts'
import type { Clock } from '../clock.ts'
import { calendarInForce } from '../definitions/calendar-in-force.ts'
import type { Published } from '../definitions/published.ts'
import { rulesInForce } from '../definitions/rules-in-force.ts'
import { dayStart, nextDayStart, nextWeekStart, weekStart } from '../local-time.ts'
import { openingFrom } from '../outreach/gates/next-opening.ts'
import { explainTouch, reasonText } from '../outreach/touch/explain.ts'
import { momentText } from './actual-words.ts'
import { type ExplainedDecision, explainOneTouch } from './explain-touch.ts'
import { idsOf } from './find-definition.ts'
import { type SettingBehind, settingBehind } from './setting-behind.ts'

const lookBackMs = 30 * 86_400_000
const mostShown = 100

/** A message somebody should have got and did not, so far or for good. */
export interface Silence {
  touch: string
  message: string
  journey: string | null
  channel: Channel | null
  at: Date
  isWaiting: boolean
  /** zh-CN, one sentence: why. */
  says: string
  /** When it goes; of what goes no more, when others can, or what must change. */
  next: { at: Date } | { text: string }
  setting: SettingBehind
}

export interface CapsUsed {
  day: { used: number; of: number }
  week: { used: number; of: number }
  /** When the next marketing message may go as far as the caps say; null = now. */
  nextAt: Date | null
}

/** Why this person got nothing: the last 30 days, newest first, and what the caps leave. */
export function createSilences(deps: {
  reader: Pick<TimelineReader, 'unsentSince'>
  published: Pick<Published, 'snapshot'>
  clock: Clock
}) {
  const { reader, published, clock } = deps

  function capsOf(customer: Customer): CapsUsed {
    const now = clock.now()
    const zone = customer.profile.timeZone
    const { caps, hours } = rulesInForce(published.snapshot()).rules
    const since = (start: Date) => customer.slots.filter(({ at }) => at >= start).length
    const day = { used: since(dayStart(now, zone)), of: caps.perDay }
    const week = { used: since(weekStart(now, zone)), of: caps.perWeek }
    const full = week.used >= week.of ? nextWeekStart(now, zone) : nextDayStart(now, zone)
    const isOpen = week.used < week.of && day.used < day.of
    const calendar = calendarInForce(published.snapshot())
    return { day, week, nextAt: isOpen ? null : openingFrom(full, hours, calendar, zone).at }
  }

  return {
    caps: capsOf,
    async list(customer: Customer): Promise<Silence[]> {
      const since = new Date(clock.now().getTime() - lookBackMs)
      const touches = await reader.unsentSince(idsOf(customer), since, mostShown)
      const caps = capsOf(customer)
      return touches.map((touch) => silenceOf(touch, caps))
    },
  }
}

function silenceOf(touch: Touch, caps: CapsUsed): Silence {
  const { decided, next: at } = explainOneTouch(touch)
  const behind = settingBehind(touch, decided)
  return {
    touch: touch._id,
    message: touch.messageId,
    journey: touch.journeyId ?? null,
    channel: touch.channel ?? null,
    at: touch.createdAt,
    isWaiting: touch.state === 'deferred',
    says: sentence(touch, decided),
    next: at === null ? { text: nextWords(behind.next, decided, caps) } : { at },
    setting: behind.setting,
  }
}

/** Of what the caps closed: it does not come again, but others can. */
function nextWords(next: string, decided: ExplainedDecision | null, { nextAt }: CapsUsed): string {
  if (decided?.reason !== 'dayCapFull' && decided?.reason !== 'weekCapFull') return next
  return `${next}；别的营销消息${nextAt === null ? '现在就能发' : `${momentText(nextAt)} 起能发`}`
}

function sentence(touch: Touch, decided: ExplainedDecision | null): string {
  const cap = (field: string): string => String(decided?.inputs?.[field] ?? '')
  switch (decided?.reason) {
    case 'dayCapFull':
      return `当天已发 ${cap('perDay')} 条，到了「每天 ${cap('perDay')} 条」的上限，所以没发。`
    case 'weekCapFull':
      return `这一周已发 ${cap('perWeek')} 条，到了「每周 ${cap('perWeek')} 条」的上限，所以没发。`
    case 'quietHours':
      return `${momentText(decided.at)} 在免打扰时段，推迟到之后再发。`
    default:
      return `${explainTouch(touch)}${otherChannels(decided)}。`
  }
}

/** What closed each channel, where there were several. */
function otherChannels(decided: ExplainedDecision | null): string {
  const reasons = decided?.inputs?.channels
  if (typeof reasons !== 'object' || reasons === null) return ''
  const each = Object.entries(reasons as Record<string, unknown>).filter(([, why]) => typeof why === 'string')
  if (each.length < 2) return ''
  return `（${each.map(([channel, why]) => `${channelLabels[channel as Channel] ?? channel}：${reasonText(String(why))}`).join('；')}）`
}
