import type { CampaignPlan } from '../../models/campaigns.ts'
import { boundsOf } from '../period.ts'

/** Where a campaign stands by its days. */
export const standings = ['notStarted', 'running', 'over'] as const
export type Standing = (typeof standings)[number]
export const standingNames: Record<Standing, string> = { notStarted: '没开始', running: '在走', over: '结束' }

type Days = Pick<CampaignPlan, 'from' | 'to'>

export function standingOf(days: Days, now: Date): Standing {
  const [start, end] = boundsOf(days)
  if (now < start) return 'notStarted'
  return now < end ? 'running' : 'over'
}

/** From the start of its first day to now, or to the end of its last; the end is excluded. Empty before it starts. */
export function countedWindow(days: Days, now: Date): { from: Date; to: Date } {
  const [from, end] = boundsOf(days)
  return { from, to: now < from ? from : now < end ? now : end }
}
