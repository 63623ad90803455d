import { type CampaignCost, costOf, type Prices } from '../../../domain/campaigns/cost.ts'
import { goalResult } from '../../../domain/campaigns/goal.ts'
import { type Outcome, planOf } from '../../../domain/campaigns/plan-file.ts'
import { standingNames, standingOf } from '../../../domain/campaigns/standing.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import type { Campaign, CampaignFigures, CampaignPlan } from '../../../models/campaigns.ts'

/** What is known beside a campaign when it is shown. */
export interface Around {
  figures: CampaignFigures | null
  prices: Prices
  now: Date
}

/** Salespeople and their leads read what a campaign is; what it came to is of everybody's people, and money is not theirs. */
export const seesFigures = ({ role }: Pick<Caller, 'role'>): boolean => role !== 'lead' && role !== 'sales'

export function presentHead(
  campaign: Campaign,
  { figures, prices, now }: Around,
  caller: Pick<Caller, 'role'>,
) {
  const { _id: id, rev, by, at } = campaign
  const plan = planOf(campaign)
  const standing = standingOf(campaign, now)
  const told = { id, rev, by, at, standing }
  if (!seesFigures(caller))
    return { ...told, plan: withoutFigures(plan), goal: null, cost: null, countedAt: null }
  return {
    ...told,
    plan,
    goal: goalResult(plan, standing, figures),
    cost: costOf(plan, figures, prices),
    countedAt: figures?.countedAt ?? null,
  }
}

function withoutFigures({
  goal,
  goalNote,
  budgetFen,
  otherCostFen,
  staffMinutes,
  ...plan
}: CampaignPlan): CampaignPlan {
  return { ...plan, goalNote: '' }
}

export function presentFigures(figures: CampaignFigures, { rev }: Pick<Campaign, 'rev'>) {
  const { people, held, buyers, orders, fen, friends, leads, smsSegments, coupons, days } = figures
  return {
    ...{ people, held, buyers, orders, fen, smsSegments, coupons, days },
    friends: friends ?? null,
    leads: leads ?? null,
    isOfAnotherPlan: figures.rev !== rev,
  }
}

/** As the file tells it. */
export function outcomeOf(campaign: Campaign, { figures, prices, now }: Around): Outcome {
  const standing = standingOf(campaign, now)
  const { actualText, percent } = goalResult(campaign, standing, figures)
  return {
    standing: standingNames[standing],
    actual: actualText ?? '',
    reached: percent === null ? '' : `${percent}%`,
    spent: figures === null ? '' : spentYuan(costOf(campaign, figures, prices)),
  }
}

const spentYuan = ({ totalFen }: CampaignCost): string => (totalFen / 100).toFixed(2)
