import { Cron } from 'croner'
import type { EntryDefinition } from '../../language/entry.ts'
import type { JourneyDefinition } from '../../language/journey.ts'
import type { Registry } from '../../language/registry.ts'
import type { CompanyRules } from '../../language/settings.ts'
import { clockText, defaultZone, type LocalWindow, localTime, nextInside } from '../../local-time.ts'
import type { Finding } from './finding.ts'
import { type Sending, sendingsOf, type WayIn, waysInto } from './ways-back.ts'

const minuteMs = 60_000
const minutesADay = 1_440
/** Enough times of a schedule to see all its hours, mostly. */
const timesLookedAt = 14

type Hours = Pick<CompanyRules, 'hours' | 'channelHours'>

/**
 * Marketing whose hour the author wrote and that can never go then: every channel of it is closed for the whole of that time. It
 * waits for the opening; where `useBy` is over before, it is never sent at all.
 */
export function checkHours(
  journey: JourneyDefinition,
  registry: Pick<Registry, 'has' | 'message'>,
  rules: Hours,
  now: Date,
): Finding[] {
  const into = waysInto(journey)
  return sendingsOf(journey, registry).flatMap((sending): Finding[] => {
    if (sending.message.purpose !== 'marketing') return []
    const open = sending.channels.map((channel) => rules.channelHours[channel] ?? rules.hours)
    const late = pastAnyway(sending, journey, open)
    if (late !== null) return [late]
    const shut = timesAt(sending.stepId, journey, into, now).find((times) =>
      times.every((time) => open.every((window) => !overlap(time, window))),
    )
    return shut === undefined ? [] : [told(sending, shut, open)]
  })
}

function told({ stepId, step }: Sending, times: readonly LocalWindow[], open: LocalWindow[]): Finding {
  const waitMs =
    Math.min(...times.flatMap((time) => open.map((window) => untilOpen(time, window)))) * minuteMs
  const place = `steps.${stepId}`
  const at = times.map(windowText).join('、')
  const hours = [...new Set(open.map(windowText))].join(' 或 ')
  if (step.useBy !== undefined && 'ms' in step.useBy && step.useBy.ms <= waitMs) {
    const reason = `永远发不出：到这一步是 ${at}，要等到能发的 ${hours}，那时已过 useBy`
    return { level: 'fault', place, reason, todo: `把时间改到 ${hours} 之内，或放宽 useBy` }
  }
  const reason = `到这一步是 ${at}，全在免打扰时段里，总要等到 ${hours} 才发`
  return { level: 'fault', place, reason, todo: `把时间改到 ${hours} 之内，或在设置里改 quietHours` }
}

/** A journey that begins at one moment, and a message that is worth nothing after one: the opening between them, if there is one. */
function pastAnyway({ stepId, step }: Sending, { entry, first }: JourneyDefinition, open: LocalWindow[]) {
  if (entry.kind !== 'schedule' || entry.schedule.kind !== 'at' || first !== stepId) return null
  if (step.useBy === undefined || !('at' in step.useBy)) return null
  const begins = new Date(entry.schedule.iso)
  const useBy = new Date(step.useBy.at)
  if (open.some((window) => nextInside(begins, window, defaultZone) < useBy)) return null
  const reason = `永远发不出：${momentText(begins)} 开始，到能发的时候已过 useBy（${momentText(useBy)}）`
  const todo = '提早开始，或放宽 useBy'
  return { level: 'fault', place: `steps.${stepId}`, reason, todo } satisfies Finding
}

/**
 * The hours people come to a step at, one list for each way on which the author wrote them: behind a wait for hours of the day, or
 * an entry at a time, with nothing between that takes time.
 */
function timesAt(
  stepId: string,
  { entry, first }: JourneyDefinition,
  into: (stepId: string) => WayIn[],
  now: Date,
): LocalWindow[][] {
  const found: LocalWindow[][] = []
  const seen = new Set<string>()
  const open = [stepId]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === first) {
      const times = timesOf(entry, now)
      if (times.length > 0) found.push(times)
    }
    for (const { from, step } of into(at)) {
      if (step.kind === 'wait' && step.between !== undefined) found.push([step.between])
      // A message may be put off, and what follows with it.
      if (seen.has(from) || step.kind === 'wait' || step.kind === 'waitFor' || step.kind === 'send') continue
      seen.add(from)
      open.push(from)
    }
  }
  return found
}

function timesOf(entry: EntryDefinition, now: Date): LocalWindow[] {
  switch (entry.kind) {
    case 'date':
    case 'festival':
      return entry.atMinute === undefined ? [] : [minute(entry.atMinute)]
    case 'schedule': {
      const { schedule } = entry
      if (schedule.kind === 'at') return [minuteOf(new Date(schedule.iso))]
      const next = new Cron(schedule.cron, { timezone: defaultZone }).nextRuns(timesLookedAt, now)
      const times = new Map(next.map(minuteOf).map((time) => [time.fromMinute, time]))
      return [...times.values()]
    }
    default:
      return []
  }
}

const minute = (fromMinute: number): LocalWindow => ({ fromMinute, toMinute: fromMinute + 1 })

function minuteOf(at: Date): LocalWindow {
  const local = localTime(at)
  return minute(local.hour * 60 + local.minute)
}

const overlap = (one: LocalWindow, other: LocalWindow): boolean =>
  one.fromMinute < other.toMinute && other.fromMinute < one.toMinute

/** From the last minute of a time to the next opening, in minutes. */
const untilOpen = ({ toMinute }: LocalWindow, { fromMinute }: LocalWindow): number =>
  (fromMinute - (toMinute - 1) + minutesADay) % minutesADay

const windowText = ({ fromMinute, toMinute }: LocalWindow): string =>
  toMinute === fromMinute + 1 ? clockText(fromMinute) : `${clockText(fromMinute)}–${clockText(toMinute)}`

const momentText = (at: Date): string => localTime(at).toFormat('M月d日 HH:mm')
