import type { Channel } from '../../models/customer.ts'
import { type Calendar, createCalendar } from '../calendar/calendar.ts'
import { nextOfFestival } from '../calendar/festival-entries.ts'
import { missingYears } from '../calendar/missing-years.ts'
import type { CalendarDefinition } from './calendar.ts'
import type { CouponBatchDefinition } from './coupon-batch.ts'
import type { AnyDefinition } from './definitions.ts'
import { groupDefinitions } from './definitions.ts'
import { hint } from './hint.ts'
import type { JourneyDefinition } from './journey.ts'
import type { MessageDefinition } from './message.ts'
import { placedIn, type ReferenceFault } from './references.ts'
import { defaultRules } from './settings.ts'
import { shortLoops } from './short-loops.ts'
import { smsCost } from './sms-segments.ts'
import type { StepDefinition } from './step.ts'
import type { SendStep } from './steps/send.ts'
import { varyingVariable } from './varying-words.ts'

type Warning = Omit<ReferenceFault, 'of'>

/** What may be meant but will not do what its author expects; the definitions are in use all the same. */
export function warningsOf(all: AnyDefinition[], now: Date): ReferenceFault[] {
  const { messages, settings, calendars } = groupDefinitions(all)
  const { smsSegmentFen } = (settings[0] ?? defaultRules).costs
  const calendar = createCalendar(calendars.map((definition) => ({ definition })))
  const beside = { messages, calendar, smsSegmentFen, now }
  return all.flatMap((of) => warningsAbout(of, beside).map((warning) => placedIn(of, warning)))
}

interface Beside {
  messages: MessageDefinition[]
  calendar: Calendar
  smsSegmentFen: number
  now: Date
}

function warningsAbout(one: AnyDefinition, { messages, calendar, smsSegmentFen, now }: Beside): Warning[] {
  switch (one.kind) {
    case 'message':
      return [...personalised(one.definition), ...longSms(one.definition, smsSegmentFen)]
    case 'journey':
      return [
        ...lateEntry(one.definition, now),
        ...pastFestival(one.definition, calendar, now),
        ...stepWarnings(one.definition, messages, now),
        ...shortLoops(one.definition.steps).map(({ path, message }) => ({
          path: ['steps', ...path],
          message,
        })),
      ]
    case 'batch':
      return expired(one.definition, now)
    case 'calendar':
      return holidaysMissing(one.definition, now)
    default:
      return []
  }
}

function holidaysMissing(calendar: CalendarDefinition, now: Date): Warning[] {
  return missingYears([calendar], now).map((one) => ({
    path: ['holidays'],
    message: hint(`${one} 年的放假安排`, '国务院办公厅公布后补上；没写之前按平常的周末算'),
  }))
}

const isPast = (iso: string, now: Date): boolean => Date.parse(iso) <= now.getTime()

function expired({ validity }: CouponBatchDefinition, now: Date): Warning[] {
  if (validity.kind !== 'between' || !isPast(validity.until, now)) return []
  const message = hint('将来的时间（这批券已过期）', '改掉有效期，或停发这批券')
  return [{ path: ['validity', 'until'], message }]
}

function lateEntry({ entry, writtenAs }: JourneyDefinition, now: Date): Warning[] {
  if (entry.kind !== 'schedule' || entry.schedule.kind !== 'at' || !isPast(entry.schedule.iso, now)) return []
  const nobody = writtenAs === 'broadcast' ? '不会再发给任何人' : '不会再有人进入'
  const message = hint(`将来的时间（这个时间已过，${nobody}）`, '改成下一次的时间')
  return [{ path: ['entry', 'schedule', 'at'], message }]
}

/** A festival whose day is written down for single years only, and those are over. */
function pastFestival({ entry }: JourneyDefinition, calendar: Calendar, now: Date): Warning[] {
  if (entry.kind !== 'festival' || nextOfFestival(entry, calendar, now) !== null) return []
  const message = hint(
    `以后还有的节日（日历里的“${entry.festival}”没有下一次，不会再有人进入）`,
    '在日历里补上下一年的日子',
  )
  return [{ path: ['entry', 'festival'], message }]
}

function stepWarnings({ steps }: JourneyDefinition, messages: MessageDefinition[], now: Date): Warning[] {
  return Object.entries(steps).flatMap(([stepId, step]) =>
    stepWarning(step, messages, now).map(({ path, message }) => ({
      path: ['steps', stepId, ...path],
      message,
    })),
  )
}

function stepWarning(step: StepDefinition, messages: MessageDefinition[], now: Date): Warning[] {
  if (step.kind === 'wait' && step.wait.kind === 'at' && isPast(step.wait.iso, now)) {
    const message = hint('将来的时间（这个时间已过，到这里不再等待）', '改掉时间，或删去这一步')
    return [{ path: ['wait', 'until'], message }]
  }
  if (step.kind !== 'send') return []
  if (step.useBy !== undefined && 'at' in step.useBy && isPast(step.useBy.at, now)) {
    const message = hint('将来的时间（这个时间已过，这条消息不会再发）', '改掉时间，或删去 useBy')
    return [{ path: ['send', 'useBy'], message }]
  }
  const said = messages.find(({ id }) => id === step.message)
  return said === undefined ? [] : unsendable(step, said)
}

/** A group-send says the same to everybody: each other text is one more thing for a salesperson to confirm. */
function personalised(message: MessageDefinition): Warning[] {
  const name = varyingVariable(message)
  if (name === undefined) return []
  const warning = hint(
    `不含客户变量的文字（${name} 因人而异，每种文字都要员工单独确认一次）`,
    `去掉 {{${name}}}，或改用跟进待办，把话术写进去`,
  )
  return [{ path: ['wecom'], message: warning }]
}

const cannotSend: ReadonlySet<Channel> = new Set<Channel>(['welcome'])

function unsendable({ channels }: SendStep, { id, prefer, content }: MessageDefinition): Warning[] {
  const usable = channels ?? (prefer === 'auto' ? (Object.keys(content) as Channel[]) : prefer)
  if (usable.some((channel) => !cannotSend.has(channel))) return []
  const message = hint(
    '流程里发得出去的渠道：wecom、kf、miniprogram、popup、sms 或 email',
    `这一步谁也收不到：给消息 ${id} 补上其他渠道（welcome 只在新加好友时发出）`,
  )
  return [{ path: ['send', channels === undefined ? 'message' : 'channels'], message }]
}

/** Up to two segments are usual for a marketing SMS with its link and its words of refusal. */
const usualSegments = 2

function longSms({ content: { sms }, variables }: MessageDefinition, segmentFen: number): Warning[] {
  if (sms === undefined) return []
  // Values differ from one customer to the next: a default stands for its variable, a link for its short code.
  const text = sms.text.replace(/\{\{-?\s*([\p{L}_][\p{L}\p{N}_]*)[^}]*\}\}/gu, (_, name: string) => {
    const variable = variables[name]
    return variable === undefined || variable.kind === 'link' ? 'abc123' : (variable.default ?? '某某')
  })
  const { length, segments, yuan } = smsCost(text, segmentFen)
  if (segments <= usualSegments) return []
  const message = hint(
    `短一些的短信（约 ${length} 字，按 ${segments} 条计费，每人约 ¥${yuan}）`,
    '缩到 134 字以内是 2 条，70 字以内是 1 条（含签名）',
  )
  return [{ path: ['sms', 'text'], message }]
}
