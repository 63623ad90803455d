import type { CampaignFigures, CampaignPlan } from '../../models/campaigns.ts'
import { boundsOf } from '../period.ts'
import { actualOf, needsFlows, reachedPercent } from './goal.ts'
import { goalText } from './numbers.ts'
import { daysBetween } from './plan.ts'
import { standingOf } from './standing.ts'

/** What a goal comes to by the last day, if it goes on as so far; or, in words, why that cannot be said. */
export type GoalForecast =
  | { kind: 'none'; says: string }
  | {
      kind: 'forecast'
      /** In the unit of the goal. */
      value: number
      valueText: string
      percent: number | null
      says: string
      method: string
      /** What may still change it, in words. */
      unknown: string[]
    }

const dayMs = 86_400_000
/** Weekdays and weekends differ, and the first day is like no other. */
const leastDays = 3
/** A rate of fewer says nothing. */
const leastPeople = 30

type Figures = Pick<
  CampaignFigures,
  'countedAt' | 'people' | 'byFlow' | 'buyers' | 'orders' | 'fen' | 'friends' | 'leads' | 'flows'
>

/**
 * So far per day, to the last day. Of a rate both sides go on: buyers as so far, and of the people those who come by flows; a 群发
 * has everybody at once.
 */
export function forecastOf(
  plan: Pick<CampaignPlan, 'goal' | 'from' | 'to' | 'flows'>,
  figures: Figures | null,
  /** 群发 of the campaign that did not go out yet, by name. */
  unsent: readonly string[],
): GoalForecast {
  const none = (says: string): GoalForecast => ({ kind: 'none', says })
  const { goal } = plan
  if (goal === undefined) return none('写上目标，才有预计')
  if (figures === null) return none('统计出来之后才有预计')
  const standing = standingOf(plan, figures.countedAt)
  if (standing === 'notStarted') return none('还没开始，没有可以推算的')
  if (standing === 'over') return none('已经结束，看实际的数')
  if (needsFlows(goal) && plan.flows.length === 0) return none('归入流程或群发之后才有预计')
  const [start, end] = boundsOf(plan)
  const gone = (figures.countedAt.getTime() - start.getTime()) / dayMs
  const all = daysBetween(plan.from, plan.to)
  const needed = Math.min(leastDays, all / 2)
  if (gone < needed) {
    return none(`才过了 ${daysText(gone)} 天，满 ${daysText(needed)} 天再预计`)
  }
  const left = (end.getTime() - figures.countedAt.getTime()) / dayMs
  const grown = (so: number): number => so + (so / gone) * left
  const value = valueAtEnd(goal.kind, figures, grown)
  if (value === null) {
    return none(
      figures.people === 0
        ? '还没有人进入，没有可以推算的'
        : `才 ${figures.people} 人进入，满 ${leastPeople} 人再预计`,
    )
  }
  const percent = reachedPercent(value, goal.target)
  const valueText = goalText(goal.kind, value)
  return {
    kind: 'forecast',
    value,
    valueText,
    percent,
    says: `照现在的速度，到结束约 ${valueText}${percent === null ? '' : `，约达成 ${percent}%`}`,
    method:
      goal.kind === 'conversion'
        ? `按过去 ${daysText(gone)} 天平均每天下单的人和由流程进入的人，推到最后一天；群发的人一次进入，不再增加`
        : `按过去 ${daysText(gone)} 天的平均每天，推到最后一天`,
    unknown: [
      ...unsent.map((name) => `群发「${name}」还没发，没有算进去`),
      '周末和节日与平时不同，没有单独算',
      ...(goal.kind === 'friends' || goal.kind === 'leads' ? [] : ['之后的退款会让数变小']),
    ],
  }
}

function valueAtEnd(
  kind: NonNullable<CampaignPlan['goal']>['kind'],
  figures: Figures,
  grown: (so: number) => number,
): number | null {
  if (kind !== 'conversion') {
    const so = actualOf(kind, figures)
    return so === null ? null : Math.round(grown(so))
  }
  if (figures.people < leastPeople) return null
  const people = figures.people - figures.byFlow + grown(figures.byFlow)
  return Math.min(100, (grown(figures.buyers) / people) * 100)
}

const daysText = (days: number): string => String(Math.floor(days * 10) / 10)
