import { type QuietPlace, quietPlaces } from '../../models/customer.ts'
import { defaultZone, localTime } from '../local-time.ts'

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
  commandLine: '命令行',
}

/** Where somebody asked for it, or lifted it. */
export function quietPlaceWords(from: unknown): string {
  const place = quietPlaces.find((each) => each === from)
  return place === undefined ? '' : places[place]
}
