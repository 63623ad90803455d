import type { CampaignFigures, CampaignGoal, CampaignPlan } from '../../models/campaigns.ts'
import { goalText, percentText } from './numbers.ts'
import type { Standing } from './standing.ts'

/** How far a goal is reached, in figures where there are any and in words (zh-CN) always. */
export interface GoalResult {
  /** In the unit of the goal; null while it cannot be said. */
  actual: number | null
  actualText: string | null
  /** 5% → 6.2% is 124; rounded down, so that 100 is never said too early. */
  percent: number | null
  says: string
  /** Against what it usually is. */
  baselineSays: string | null
}

type Counted = Pick<CampaignFigures, 'people' | 'buyers' | 'orders' | 'fen' | 'friends' | 'leads'>

/** In the unit of the goal; null where it cannot be said. Of who entered, for a conversion. */
export function actualOf(kind: CampaignGoal['kind'], figures: Counted): number | null {
  switch (kind) {
    case 'conversion':
      return figures.people === 0 ? null : (figures.buyers / figures.people) * 100
    case 'orders':
      return figures.orders
    case 'revenue':
      return figures.fen
    case 'friends':
      return figures.friends ?? null
    case 'leads':
      return figures.leads ?? null
  }
}

/** 124 for 6.2 of 5; rounded down. Of a target there is none of, null. */
export function reachedPercent(actual: number, target: number): number | null {
  if (!(target > 0)) return null
  // A hair above: 6.2 / 5 is not quite 1.24 to a computer.
  return Math.floor((actual / target) * 100 + 1e-9)
}

export function goalResult(
  { goal, flows }: Pick<CampaignPlan, 'goal' | 'flows'>,
  standing: Standing,
  figures: Counted | null,
): GoalResult {
  const nothing = (says: string): GoalResult => ({
    actual: null,
    actualText: null,
    percent: null,
    says,
    baselineSays: null,
  })
  if (goal === undefined) return nothing('还没有写目标')
  const target = `目标 ${goalText(goal.kind, goal.target)}`
  if (standing === 'notStarted') return nothing(`${target}，还没开始`)
  if (needsFlows(goal) && flows.length === 0) return nothing(`${target}，还没有归入流程或群发，没有人可算`)
  if (figures === null) return nothing(`${target}，正在统计`)
  const actual = actualOf(goal.kind, figures)
  if (actual === null) {
    if (goal.kind !== 'conversion') return nothing(`${target}，正在统计`)
    return nothing(
      standing === 'over' ? `${target}，没有人进入过，算不出转化率` : `${target}，还没有人进入，算不出转化率`,
    )
  }
  const actualText = goalText(goal.kind, actual)
  const percent = reachedPercent(actual, goal.target)
  return {
    actual,
    actualText,
    percent,
    says: `${target}，${standing === 'over' ? '最后' : '到现在'} ${actualText}${percent === null ? '' : `，达成 ${percent}%`}`,
    baselineSays: againstBaseline(goal, actual),
  }
}

/** Friends and leads are counted of the whole company. */
export const needsFlows = ({ kind }: Pick<CampaignGoal, 'kind'>): boolean =>
  kind !== 'friends' && kind !== 'leads'

function againstBaseline({ kind, baseline }: CampaignGoal, actual: number): string {
  if (baseline === undefined) return '没有写平时的数，看不出比平时好多少'
  const usual = `平时 ${goalText(kind, baseline)}`
  if (kind === 'conversion') {
    const points = Math.round((actual - baseline) * 100) / 100
    if (points === 0) return `${usual}，和平时一样`
    return `${usual}，${points > 0 ? '多' : '少'} ${percentText(Math.abs(points)).replace('%', '')} 个百分点`
  }
  if (baseline === 0) return '平时是 0，说不出多了几成'
  const change = Math.round((actual / baseline - 1) * 1_000) / 10
  if (change === 0) return `${usual}，和平时一样`
  return `${usual}，${change > 0 ? '多' : '少'} ${percentText(Math.abs(change))}`
}
