import type { SpendRow } from '../../models/attribution-spend.ts'
import type { AttributionReport } from '../attribution/report.ts'
import type { CampaignCost, costKinds } from '../campaigns/cost.ts'
import { countText, moneyText } from '../campaigns/numbers.ts'
import type { CostRules } from '../language/costs.ts'
import type { Period } from '../period.ts'

/** What one kind of thing cost. */
export interface CostLine {
  name: string
  /** Whole fen; null where it cannot be said. */
  fen: number | null
  says: string
}

export interface Spent {
  lines: CostLine[]
  /** Of the lines that can be said. */
  totalFen: number
  says: string
  /** What one order, or one who bought, cost. */
  eachSays: string
}

const names: Record<(typeof costKinds)[number], string> = {
  sms: '短信',
  coupons: '优惠券',
  staff: '人工',
  other: '其他',
}

export function spentByCampaign({ lines, totalFen, says, perBuyerSays }: CampaignCost): Spent {
  return {
    lines: lines.map(({ kind, fen, says: words }) => ({ name: names[kind], fen, says: words })),
    ...{ totalFen, says, eachSays: perBuyerSays },
  }
}

type Attributed = Pick<AttributionReport, 'contents' | 'spend' | 'spentUntil' | 'touched'>

/** What reaching people cost in a period, by what attribution counted of it each night. */
export function spentIn(
  period: Period,
  { contents, spend, spentUntil, touched }: Attributed,
  costs: CostRules,
): Spent {
  const rows = spend ?? []
  const segments = sumOf(rows, 'segments')
  const minutes = sumOf(rows, 'sends') * costs.sendMinutes + sumOf(rows, 'followUps') * costs.followUpMinutes
  const couponFen = contents.reduce((sum, { byModel }) => sum + byModel.linear.couponFen, 0)
  const until = spentUntil === null ? '还没有算出来' : spentUntil < period.to ? `算到 ${spentUntil}` : ''
  const also = until === '' ? '' : `，${until}`
  const known = (fen: number): number | null => (spentUntil === null ? null : fen)
  const lines: CostLine[] = [
    {
      name: names.sms,
      fen: known(Math.round(segments * costs.smsSegmentFen)),
      says: `计费 ${countText(segments)} 条，每条 ${costs.smsSegmentFen} 分${also}`,
    },
    {
      name: '导购工时',
      fen: known(Math.round(minutes * costs.staffMinuteFen)),
      says: `${countText(minutes)} 分钟，每分钟 ${costs.staffMinuteFen} 分${also}`,
    },
    { name: names.coupons, fen: couponFen, says: '有触达的订单里用掉的券' },
  ]
  const totalFen = lines.reduce((sum, { fen }) => sum + (fen ?? 0), 0)
  return {
    ...{ lines, totalFen },
    says: `触达花了 ${moneyText(totalFen)}${spentUntil === null ? '，短信和工时还没有算出来' : also}`,
    eachSays:
      touched.orders === 0
        ? '没有触达过的订单，算不出每单花费'
        : `有触达的 ${countText(touched.orders)} 笔订单，每笔 ${moneyText(Math.round(totalFen / touched.orders))}`,
  }
}

const sumOf = (rows: readonly SpendRow[], field: 'segments' | 'sends' | 'followUps'): number =>
  rows.reduce((sum, row) => sum + row[field], 0)
