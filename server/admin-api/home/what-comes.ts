import { DateTime } from 'luxon'
import { rulesInForce } from '../../../domain/definitions/rules-in-force.ts'
import type { Snapshot } from '../../../domain/definitions/snapshot.ts'
import { atMinuteOfDay, clockText, defaultZone, type LocalWindow } from '../../../domain/local-time.ts'
import type { PutOff } from '../../../models/today-figures.ts'
import type { UnsetBroadcast } from './waiting.ts'

interface Event {
  at: Date
  says: string
}

interface Coming extends Event {
  /** The one that somebody has to publish first. */
  broadcast: string | null
}

const channelNames: Record<string, string> = {
  wecom: '企业微信',
  miniprogram: '小程序',
  sms: '短信',
  email: '邮件',
  popup: '弹窗',
}
const most = 6

/**
 * What comes, the next first: sends at a set time, what was put off, hours in which nothing is sent, and 群发 whose time comes
 * although nobody has published them.
 */
export function whatComes(
  snapshot: Pick<Snapshot, 'heads' | 'registry' | 'versionOf'>,
  now: Date,
  { putOff, unset }: { putOff: PutOff | null; unset: readonly UnsetBroadcast[] },
): Coming[] {
  const byItself = [
    ...sends(snapshot, now),
    ...quiet(snapshot, now),
    ...(putOff ? [{ at: putOff.from, says: `顺延的 ${putOff.messages} 条开始补发` }] : []),
  ].map((one) => ({ ...one, broadcast: null }))
  const bySomebody = unset.flatMap(({ id, name, at }) =>
    at === null ? [] : [{ at, says: `群发「${name}」，还没定好`, broadcast: id }],
  )
  return [...byItself, ...bySomebody]
    .filter(({ at }) => at > now)
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .slice(0, most)
}

function sends({ heads, registry }: Pick<Snapshot, 'heads' | 'registry'>, now: Date): Event[] {
  const live = new Set(heads.filter(({ state }) => state === 'live').map(({ key }) => key))
  return registry.journeys.flatMap(({ id, name, entry, writtenAs }) => {
    if (!live.has(`journey:${id}`) || entry.kind !== 'schedule' || entry.schedule.kind !== 'at') return []
    const at = new Date(entry.schedule.iso)
    return at > now ? [{ at, says: `${writtenAs === 'broadcast' ? '群发' : '流程'}「${name}」开始` }] : []
  })
}

function quiet(snapshot: Pick<Snapshot, 'registry' | 'versionOf'>, now: Date): Event[] {
  const { hours, channelHours } = rulesInForce(snapshot).rules
  const own = Object.entries(channelHours).filter(
    ([, window]) => window.fromMinute !== hours.fromMinute || window.toMinute !== hours.toMinute,
  )
  return [
    { at: endOf(hours, now), says: `营销消息停发，${clockText(hours.fromMinute)} 起继续` },
    ...own.map(([channel, window]) => ({
      at: endOf(window, now),
      says: `营销${channelNames[channel] ?? channel}停发，${clockText(window.fromMinute)} 起继续`,
    })),
  ]
}

/** The next moment at which this window closes, in the zone of the company. */
function endOf({ toMinute }: LocalWindow, now: Date): Date {
  const today = DateTime.fromJSDate(now, { zone: defaultZone }).startOf('day')
  const end = atMinuteOfDay(today, toMinute)
  return (end.toJSDate() > now ? end : atMinuteOfDay(today.plus({ days: 1 }), toMinute)).toJSDate()
}
