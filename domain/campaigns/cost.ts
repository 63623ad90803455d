import type { CampaignFigures, CampaignPlan } from '../../models/campaigns.ts'
import type { CostRules } from '../language/costs.ts'
import { countText, moneyText } from './numbers.ts'

/** What things cost, by the settings. */
export type Prices = Pick<CostRules, 'smsSegmentFen' | 'staffMinuteFen'>

export const costKinds = ['sms', 'coupons', 'staff', 'other'] as const

export interface CostLine {
  kind: (typeof costKinds)[number]
  /** Whole fen; null where it cannot be said. */
  fen: number | null
  says: string
}

/** What a campaign cost so far, against its budget. */
export interface CampaignCost {
  lines: CostLine[]
  /** Of the lines that can be said. */
  totalFen: number
  /** Of the budget, rounded up, so that 100 is never said too late; null where that means nothing. */
  percent: number | null
  isOver: boolean
  says: string
  /** What one who bought cost, in words. */
  perBuyerSays: string
}

type Spent = Pick<CampaignPlan, 'budgetFen' | 'otherCostFen' | 'staffMinutes'>
type Counted = Pick<CampaignFigures, 'smsSegments' | 'coupons' | 'buyers'>

export function costOf(plan: Spent, figures: Counted | null, prices: Prices): CampaignCost {
  const lines = [smsLine(figures, prices), couponLine(figures), staffLine(plan, prices), otherLine(plan)]
  const totalFen = lines.reduce((sum, { fen }) => sum + (fen ?? 0), 0)
  return {
    lines,
    totalFen,
    ...againstBudget(plan.budgetFen, totalFen),
    perBuyerSays: perBuyer(totalFen, figures?.buyers ?? 0),
  }
}

function smsLine(figures: Counted | null, { smsSegmentFen }: Prices): CostLine {
  if (figures === null) return { kind: 'sms', fen: null, says: '正在统计' }
  const { smsSegments } = figures
  const price = `${smsSegmentFen} 分`
  // Fractions of a fen are paid by nobody: the sum is rounded up once.
  const fen = Math.ceil(smsSegments * smsSegmentFen - 1e-6)
  return { kind: 'sms', fen, says: `计费 ${countText(smsSegments)} 条，每条 ${price}` }
}

function couponLine(figures: Counted | null): CostLine {
  if (figures === null) return { kind: 'coupons', fen: null, says: '正在统计' }
  const { redeemed, fen, unpriced } = figures.coupons
  const more = unpriced > 0 ? `；其中 ${countText(unpriced)} 张不知道面额，没算进` : ''
  return { kind: 'coupons', fen, says: `核销 ${countText(redeemed)} 张${more}` }
}

function staffLine({ staffMinutes }: Spent, { staffMinuteFen }: Prices): CostLine {
  if (staffMinutes === undefined) return { kind: 'staff', fen: null, says: '没有写用了多少分钟，没算进' }
  const fen = Math.ceil(staffMinutes * staffMinuteFen - 1e-6)
  return { kind: 'staff', fen, says: `${countText(staffMinutes)} 分钟，每分钟 ${staffMinuteFen} 分` }
}

function otherLine({ otherCostFen }: Spent): CostLine {
  if (otherCostFen === undefined) return { kind: 'other', fen: null, says: '没有写' }
  return { kind: 'other', fen: otherCostFen, says: '按填写的' }
}

function againstBudget(
  budgetFen: number | undefined,
  totalFen: number,
): Pick<CampaignCost, 'percent' | 'isOver' | 'says'> {
  const spent = `已花 ${moneyText(totalFen)}`
  if (budgetFen === undefined) return { percent: null, isOver: false, says: `${spent}，没有写预算` }
  if (budgetFen === 0) {
    return totalFen === 0
      ? { percent: null, isOver: false, says: '预算是 0，也没有花钱' }
      : { percent: null, isOver: true, says: `${spent}，预算是 0` }
  }
  const isOver = totalFen > budgetFen
  const percent = Math.ceil((totalFen / budgetFen) * 100 - 1e-9)
  const says = isOver
    ? `${spent}，超出预算 ${moneyText(totalFen - budgetFen)}`
    : `${spent}，占预算 ${percent}%，还剩 ${moneyText(budgetFen - totalFen)}`
  return { percent, isOver, says }
}

function perBuyer(totalFen: number, buyers: number): string {
  if (buyers === 0) return '还没有人下单，算不出每人花费'
  return `每位下单的人花 ${moneyText(Math.ceil(totalFen / buyers))}`
}
