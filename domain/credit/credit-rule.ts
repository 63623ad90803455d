import type { OrderFacts } from '../orders/order-facts.ts'

/** What a salesperson did towards one customer. */
export interface SalesTouch {
  kind: 'groupSend' | 'words' | 'task'
  staff: string
  at: Date
}

/** Whose an order is, why, and the moment that decides in which department they were. */
export interface Credit {
  staff: string
  why: SalesTouch['kind'] | 'till'
  at: Date
}

/** Days before the payment in which a touch counts. */
export const creditDays = 7
const dayMs = 86_400_000

/** The rule as people read it (zh-CN). */
export const creditRule = [
  '一笔付了款的订单最多算给一位导购。收银台或小程序报了导购的，算给那位；没报的，',
  `算给付款前 ${creditDays} 天内最后接触这位客户的导购：确认发出的企业群发、在会话里发出的话术或素材、做完的跟进待办。`,
  '同一时刻有几次接触，待办先于话术，话术先于群发。金额是实付减去退款，全退的不算。',
  '算到导购当时所在的门店。测试客户不算。',
].join('')

/**
 * Pure: to whom an order is credited; null when to nobody, also while it is unpaid or all of it was given back. What the shop
 * says of who sold it wins over every touch. A touch after the payment, or longer ago than the days, counts nothing.
 */
export function creditOf(
  { paidAt, isCounted, staffId }: Pick<OrderFacts, 'paidAt' | 'isCounted' | 'staffId'>,
  touches: readonly SalesTouch[],
): Credit | null {
  if (paidAt === null || !isCounted) return null
  if (staffId !== null && staffId !== '') return { staff: staffId.toLowerCase(), why: 'till', at: paidAt }
  const from = paidAt.getTime() - creditDays * dayMs
  const last = touches
    .filter(({ at }) => at <= paidAt && at.getTime() >= from)
    .sort(
      (a, b) =>
        b.at.getTime() - a.at.getTime() || rank[a.kind] - rank[b.kind] || (a.staff < b.staff ? -1 : 1),
    )[0]
  return last === undefined ? null : { staff: last.staff, why: last.kind, at: last.at }
}

const rank: Record<SalesTouch['kind'], number> = { task: 0, words: 1, groupSend: 2 }
