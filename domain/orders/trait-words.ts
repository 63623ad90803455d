import type { TraitValue } from '../../models/customer.ts'
import { nameOfValue } from '../customers/traits/table.ts'
import { isoDay } from '../local-time.ts'

/** What each buying trait means (zh-CN), as `docs/language.md` defines it. */
export const traitMeanings = {
  ordersCount: '算数的订单：付过款、实付大于 0 元，而且没有全额退款',
  purchaseCount: '有算数订单的日子数（按上海时间）；同一天几单算一次',
  firstOrderAt: '第一笔算数订单的付款时间',
  lastOrderAt: '最近一笔算数订单的付款时间',
  lastProductName: '最近一笔算数订单里金额最高的商品',
  averageOrderFen: '算数订单的实付减退款，除以单数，四舍五入到分',
  spend365Fen: '近 365 天（精确到时分）付款的算数订单，实付减退款的合计；退款算在原订单的日子',
  orders365: '近 365 天付款的算数订单数',
  occasions365: '近 365 天有算数订单的日子数',
  cycleDays: '最近 13 个购买日，相邻两次间隔天数的中位数；只有一个购买日，或超过 365 天，就没有',
  cycleConfidence: '间隔数 m ÷ (m + 2) ×（1 − 平均偏差 ÷ 周期），0 到 1；0.4 以上才用来提醒复购',
  purchaseDayOfMonth:
    '周期在 26 到 35 天、至少 3 个购买日时，看最近 6 个：四分之三以上落在某一天前后 2 天内，就是每月这一天',
  nextOrderOn: '有每月购买日的，是最近购买日 15 天以后的下一个这天；否则是最近购买日加周期。到期不往后滚',
  tier: '近一年消费超过界限是高价值，刚好等于不算；否则买过 1 到几次是潜力，更多是普通，没买过是未购',
  rfmR: '最近购买日距今几天：越近分越高，5 到 1 分',
  rfmF: '近一年购买日数：越多分越高，5 到 1 分',
  rfmM: '近一年消费：越多分越高，5 到 1 分',
  rfmGroup: '按 R、F、M 三个分是否到 4 分来分群',
} as const

export type BuyingTrait = keyof typeof traitMeanings

export const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`

/** A value as people read it (zh-CN); null where there is none. */
export function traitText(trait: BuyingTrait, value: TraitValue | undefined): string | null {
  if (value === undefined) return null
  if (value instanceof Date) return isoDay(value)
  if (typeof value === 'number') return `${numberWords[trait]?.(value) ?? value}`
  return nameOfValue(trait, String(value))
}

const numberWords: Partial<Record<BuyingTrait, (value: number) => string>> = {
  ordersCount: (n) => `${n} 单`,
  orders365: (n) => `${n} 单`,
  purchaseCount: (n) => `${n} 次`,
  occasions365: (n) => `${n} 次`,
  averageOrderFen: yuan,
  spend365Fen: yuan,
  cycleDays: (n) => `${n} 天`,
  purchaseDayOfMonth: (n) => `每月 ${n} 日`,
  rfmR: (n) => `${n} 分`,
  rfmF: (n) => `${n} 分`,
  rfmM: (n) => `${n} 分`,
}
