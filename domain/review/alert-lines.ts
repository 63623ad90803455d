import type { Alert, AlertCause } from '../../models/alerts.ts'
import type { Channel } from '../../models/customer.ts'
import { watched } from '../alerts/watched.ts'
import { countText } from '../campaigns/numbers.ts'
import { rateText, stretchText } from './words.ts'

const causeNames: Record<AlertCause, string> = {
  content: '内容',
  numbers: '号码',
  interface: '接口',
  other: '别的',
}

/** An alert as a report tells it. */
export interface AlertLine {
  id: string
  /** 短信失败率超过 5% */
  title: string
  rangAt: Date
  /** What it stood at when it rang. */
  stood: string
  /** Null while nobody wrote it down. */
  cause: string | null
  action: string | null
  prevention: string | null
  closedAt: Date | null
  /** How it ended, in words. */
  ended: string
  isLate: boolean
  channel: Channel | null
}

export function alertLine({ _id, figure, percent, part, whole, ...alert }: Alert): AlertLine {
  const known = Object.values(watched).find(({ id }) => id === figure)
  return {
    id: _id,
    title: known ? `${known.name}${known.bad === 'above' ? '超过' : '低于'} ${percent}%` : figure,
    rangAt: alert.openedAt,
    stood:
      whole === 0 ? '没有在发' : `${rateText(part, whole)}（${countText(whole)} 条里 ${countText(part)} 条）`,
    cause: alert.cause === undefined ? null : causeNames[alert.cause],
    action: alert.action ?? null,
    prevention: alert.prevention ?? null,
    closedAt: alert.closedAt ?? null,
    ended: endedWords(alert),
    isLate: alert.isLate,
    channel: known?.channel ?? null,
  }
}

function endedWords({
  state,
  openedAt,
  closedAt,
  isLate,
}: Pick<Alert, 'state' | 'openedAt' | 'closedAt' | 'isLate'>) {
  if (closedAt === undefined) return state === 'open' ? '还在处理' : '已恢复，还没写原因'
  return `用了 ${stretchText(closedAt.getTime() - openedAt.getTime())}${isLate ? '，超过两小时' : ''}`
}
