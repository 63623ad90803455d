import type { GoalKind } from '../../models/campaigns.ts'

const whole = new Intl.NumberFormat('zh-CN')
const two = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const upToTwo = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 2 })

export const moneyText = (fen: number): string => `${fen < 0 ? '-' : ''}¥${two.format(Math.abs(fen) / 100)}`
export const countText = (count: number): string => whole.format(count)
/** 6.2%: no more than two places, none that say nothing. */
export const percentText = (percent: number): string => `${upToTwo.format(percent)}%`

const units: Record<'orders' | 'friends' | 'leads', string> = { orders: '笔', friends: '人', leads: '人' }

/** A value of a goal in its own unit. */
export function goalText(kind: GoalKind, value: number): string {
  if (kind === 'conversion') return percentText(value)
  if (kind === 'revenue') return moneyText(Math.round(value))
  return `${countText(Math.round(value))} ${units[kind]}`
}
