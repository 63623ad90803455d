import { type Customer, type QuietBy, type QuietPlace, quietPlaces } from '../../models/customer.ts'
import { channelLabels } from '../audience/labels.ts'
import { doNotDisturbTag } from '../language/settings.ts'
import { defaultZone, localTime } from '../local-time.ts'
import { type QuietScope, quietIn, quietInForce, quietScopes } from './quiet.ts'

/** The last day it still holds on: `2026 年 12 月 30 日`. */
export function lastQuietDay(until: Date): string {
  return localTime(new Date(until.getTime() - 1), defaultZone).toFormat('yyyy 年 M 月 d 日')
}

/** `到 2026 年 12 月 30 日`, `一直`. Takes what an event or a decision says of it. */
export function quietEndWords(until: unknown): string {
  return until instanceof Date ? `到 ${lastQuietDay(until)}` : '一直'
}

const places: Record<QuietPlace, string> = {
  customerPage: '客户页',
  taskPage: '导购的待办页',
  taskResult: '导购填的跟进结果',
  sidebar: '导购的聊天侧边栏',
}

/** Where somebody asked for it, or lifted it. */
export function quietPlaceWords(from: unknown): string {
  const place = quietPlaces.find((each) => each === from)
  return place === undefined ? '' : places[place]
}

/** One 勿扰 as people read it. */
export interface QuietLine {
  /** 全部渠道, or one of them. */
  scope: string
  /** 一直, or until which day. */
  end: string
  at: Date
  /** Who set it, by their id, and where; null for a tag that somebody put on by hand. */
  by: QuietBy | null
  /** zh-CN: where it was set. */
  place: string
}

/** What holds for a customer now, over every channel first; a tag 勿扰 put on by hand is one for good. */
export function quietLines(customer: Pick<Customer, 'quiet' | 'tags'>, now: Date): QuietLine[] {
  const held = quietInForce(customer, now)
  const byHand = customer.tags.find(({ name, from }) => name === doNotDisturbTag && from !== 'quiet')
  const lines = quietScopes.flatMap((scope): QuietLine[] => {
    const quiet = quietIn(held, scope)
    if (quiet === null) return []
    const { until, at, by } = quiet
    return [{ scope: scopeWords(scope), end: quietEndWords(until), at, by, place: quietPlaceWords(by.from) }]
  })
  if (!byHand) return lines
  return [
    { scope: scopeWords('all'), end: quietEndWords(undefined), at: byHand.at, by: null, place: '标签' },
    ...lines,
  ]
}

export const scopeWords = (scope: QuietScope): string => (scope === 'all' ? '全部渠道' : channelLabels[scope])
