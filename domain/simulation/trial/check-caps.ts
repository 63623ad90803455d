import { channelLabels } from '../../audience/labels.ts'
import type { JourneyDefinition } from '../../language/journey.ts'
import type { Registry } from '../../language/registry.ts'
import type { Cap, CompanyRules } from '../../language/settings.ts'
import type { Finding } from './finding.ts'
import { type Sending, sendingsOf, type WayIn, waysInto } from './ways-back.ts'

const minuteMs = 60_000
/** A natural week of the customer holds at least this much of what follows within it, whatever day it begins on but one. */
const mostOfWeekMs = 6 * 86_400_000

/** Messages that one cap counts together. */
interface Counted {
  /** zh-CN, e.g. `短信`; empty = all of them. */
  what: string
  cap: Partial<Cap>
  counts(sending: Sending): boolean
}

/**
 * Marketing that finds no room because of what the journey itself sends before: on every walk along that way (a fault), or where
 * somebody comes along it within one day or week (a warning). What may wait for the next day finds its room.
 */
export function checkCaps(
  journey: JourneyDefinition,
  registry: Pick<Registry, 'has' | 'message'>,
  { caps, hours }: Pick<CompanyRules, 'caps' | 'hours'>,
): Finding[] {
  const sendings = sendingsOf(journey, registry)
  const into = waysInto(journey)
  const dayMs = (hours.toMinute - hours.fromMinute) * minuteMs - 1
  return sendings.flatMap((sending): Finding[] => {
    const { message, step, stepId } = sending
    if (message.purpose !== 'marketing' || step.whenCapped === 'next day') return []
    const found = countedWith(sending, caps).flatMap((counted): Finding[] => {
      const { what, cap } = counted
      const before = (withinMs: number) => mostBefore(sending, { counted, sendings, into, withinMs })
      const place = `steps.${stepId}`
      for (const [most, period, withinMs] of [
        [cap.perDay, '一天', dayMs],
        [cap.perWeek, '一周', mostOfWeekMs],
      ] as const) {
        if (most === undefined) continue
        const limit = `${what}消息每人${period}最多 ${most} 条`
        if (before(0) >= most) {
          const reason = `永远发不出：${limit}，同一时刻在它前面已经发了 ${most} 条`
          return [{ level: 'fault', place, reason, todo: apart }]
        }
        if (before(withinMs) >= most) {
          const reason = `可能发不出：${limit}，它前面的 ${most} 条和它相隔不到${period}`
          return [{ level: 'warning', place, reason, todo: apart }]
        }
      }
      return []
    })
    return found.slice(0, 1)
  })
}

const apart = '隔开几天再发，合成一条，或写 whenCapped: next day'

function countedWith({ channels, message }: Sending, caps: CompanyRules['caps']): Counted[] {
  const { category } = message
  const [channel, ...others] = channels
  const ofChannel = channel === undefined || others.length > 0 ? undefined : caps.channels[channel]
  const ofCategory = category === undefined ? undefined : caps.categories?.[category]
  return [
    { what: '', cap: caps, counts: () => true },
    ...(category === undefined || ofCategory === undefined
      ? []
      : [
          {
            what: `「${category}」类`,
            cap: ofCategory,
            counts: (one: Sending) => one.message.category === category,
          },
        ]),
    ...(channel === undefined || ofChannel === undefined
      ? []
      : [
          {
            what: channelLabels[channel],
            cap: ofChannel,
            counts: (one: Sending) => one.channels.length === 1 && one.channels[0] === channel,
          },
        ]),
  ]
}

/** How many counted messages at most go out on a way to this one, the first no earlier than `withinMs` before it. */
function mostBefore(
  { stepId }: Sending,
  {
    counted,
    sendings,
    into,
    withinMs,
  }: {
    counted: Counted
    sendings: readonly Sending[]
    into: (stepId: string) => WayIn[]
    withinMs: number
  },
): number {
  const enough = Math.max(counted.cap.perDay ?? 0, counted.cap.perWeek ?? 0)
  const counting = new Set(sendings.filter(counted.counts).map((one) => one.stepId))
  const known = new Map<string, number>()
  const open = [{ at: stepId, ms: 0, count: 0 }]
  let most = 0
  for (let one = open.pop(); one !== undefined && most < enough; one = open.pop()) {
    most = Math.max(most, one.count)
    for (const { from, place, longestMs } of into(one.at)) {
      // The first way out of a send is that it was sent.
      const next = {
        at: from,
        ms: one.ms + longestMs,
        count: one.count + (place === 0 && counting.has(from) ? 1 : 0),
      }
      const mark = `${from} ${next.count}`
      if (next.ms > withinMs || (known.get(mark) ?? Number.POSITIVE_INFINITY) <= next.ms) continue
      known.set(mark, next.ms)
      open.push(next)
    }
  }
  return most
}
