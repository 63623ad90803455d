import type { Customer, TraitValue } from '../../models/customer.ts'
import { toldByLedger } from '../../models/order-reports.ts'
import type { Order } from '../../models/orders.ts'
import { isSameDocument } from '../../models/same-document.ts'
import { buyingCycle, cycleEvidence, daysSince, purchaseOccasions } from '../customers/traits/buying-cycle.ts'
import { countedOrders, netFen, uniteLedgers } from '../customers/traits/order-ledger.ts'
import { refreshOrderTraits } from '../customers/traits/orders.ts'
import { customerField } from '../customers/traits/table.ts'
import { momentText } from '../explanations/actual-words.ts'
import type { BuyerRules } from '../language/buyer-rules.ts'
import { ledgerOf } from './ledger-of.ts'
import { type OrderFacts, orderFacts } from './order-facts.ts'
import { type BuyingTrait, traitMeanings, traitText, yuan } from './trait-words.ts'

const yearMs = 365 * 86_400_000

/** One order, and whether it counts and why (zh-CN). */
export interface ExplainedOrder
  extends Pick<OrderFacts, 'id' | 'state' | 'paidAt' | 'paidFen' | 'refundedFen' | 'netFen' | 'isCounted'> {
  says: string
}

export interface ExplainedTrait {
  trait: BuyingTrait
  label: string
  /** zh-CN; null where there is none. */
  value: string | null
  /** What it is, in words. */
  means: string
  /** The customer's own numbers it comes from. */
  from: string[]
  /** What the profile says, where that is something else. */
  kept: string | null
}

/** How each trait that orders make of somebody comes about, worked out anew from what is known of their orders. */
export function explainTraits(
  customer: Customer,
  orders: readonly Order[],
  { now, rules }: { now: Date; rules: BuyerRules },
): { orders: ExplainedOrder[]; traits: ExplainedTrait[] } {
  const facts = [...orders, ...onlyInLedger(customer, orders)].map(orderFacts)
  const ledger = uniteLedgers(ledgerOf(orders), customer.orders ?? [])
  const draft: Customer = { ...customer, orders: ledger, tags: [], traits: {} }
  refreshOrderTraits(draft, now, rules)
  const from = evidence(draft, facts, now, rules)
  const timeOf = ({ paidAt }: OrderFacts) => paidAt?.getTime() ?? 0
  return {
    orders: facts
      .sort((a, b) => timeOf(b) - timeOf(a) || (a.id < b.id ? -1 : 1))
      .map((one) => ({ ...one, says: whyItCounts(one) })),
    traits: (Object.keys(traitMeanings) as BuyingTrait[]).map((trait) => ({
      trait,
      label: customerField(trait)?.label ?? trait,
      value: traitText(trait, draft.traits[trait]),
      means: traitMeanings[trait],
      from: from[trait],
      kept: keptInstead(trait, customer.traits[trait], draft.traits[trait]),
    })),
  }
}

/** Paid without a number of the order, or before orders were documents. */
function onlyInLedger({ _id, orders: ledger = [] }: Customer, orders: readonly Order[]): Order[] {
  const known = new Set(orders.map((order) => order._id))
  return ledger.map((entry) => ({ ...toldByLedger(_id, entry), rev: 0 })).filter((one) => !known.has(one._id))
}

function keptInstead(
  trait: BuyingTrait,
  kept: TraitValue | undefined,
  computed: TraitValue | undefined,
): string | null {
  return isSameDocument(kept, computed) ? null : (traitText(trait, kept) ?? '没有值')
}

function whyItCounts({ state, paidAt, paidFen, refundedFen, netFen: left }: OrderFacts): string {
  if (paidAt === null && refundedFen > 0) return '不算：只收到退款，还没有收到付款'
  if (paidAt === null) return state === 'closed' ? '不算：没付款就关闭了' : '不算：还没付款'
  if (paidFen === 0) return '不算：实付 0 元'
  if (refundedFen > paidFen) return `不算：退款 ${yuan(refundedFen)} 超过实付，请核对店铺数据`
  if (left === 0) return '不算：已全额退款'
  return refundedFen > 0 ? `算 ${yuan(left)}：退了 ${yuan(refundedFen)}` : '算'
}

function evidence(
  { orders = [], traits }: Customer,
  facts: readonly OrderFacts[],
  now: Date,
  { tiers, rfm }: BuyerRules,
): Record<BuyingTrait, string[]> {
  const counted = countedOrders(orders)
  const sum = counted.reduce((fen, order) => fen + netFen(order), 0)
  const since = new Date(now.getTime() - yearMs)
  const lately = counted.filter(({ payment: { at } }) => at > since)
  const days = purchaseOccasions(counted.map(({ payment }) => payment.at))
  const { recent, gaps } = cycleEvidence(days)
  const lastOn = days.at(-1)
  const year = `${momentText(since)} 之后付款的 ${lately.length} 单，合计 ${yuan(lately.reduce((fen, order) => fen + netFen(order), 0))}`
  const dayList = recent.length === 0 ? '还没有购买日' : `最近的购买日：${recent.join('、')}`
  const gapList = gaps.length === 0 ? '还没有间隔：要至少两个购买日' : `间隔：${gaps.join('、')} 天`
  const only = (says: string) => (lastOn === undefined ? ['还没有算数的订单'] : [says])
  return {
    ordersCount: [`共 ${facts.length} 单，算 ${counted.length} 单，不算 ${facts.length - counted.length} 单`],
    purchaseCount: [dayList],
    firstOrderAt: only(`第一单付款于 ${momentText(counted.at(-1)?.payment.at ?? now)}`),
    lastOrderAt: only(`最近一单付款于 ${momentText(counted[0]?.payment.at ?? now)}`),
    lastProductName: only(`订单 ${counted[0]?.id ?? ''}`),
    averageOrderFen: only(`${yuan(sum)} ÷ ${counted.length} 单`),
    spend365Fen: [year],
    orders365: [year],
    occasions365: [`${momentText(since)} 之后的购买日`],
    cycleDays: [dayList, gapList],
    cycleConfidence: confidenceFrom(days, gaps),
    purchaseDayOfMonth: [`最近 6 个购买日：${days.slice(-6).join('、') || '没有'}`],
    nextOrderOn: only(`最近购买日 ${lastOn}`),
    tier: [
      `近一年消费 ${yuan(Number(traits.spend365Fen ?? 0))}，高价值的界限是超过 ${yuan(tiers.highAboveFen)}`,
      `购买 ${Number(traits.purchaseCount ?? 0)} 次，1 到 ${tiers.potentialUpTo} 次是潜力`,
    ],
    rfmR: only(
      `最近购买日 ${lastOn}，距今 ${daysSince(lastOn ?? '1970-01-01', now)} 天；${bounds(rfm.recencyDays, '不超过', '天')}`,
    ),
    rfmF: only(`近一年 ${Number(traits.occasions365 ?? 0)} 次；${bounds(rfm.frequency, '至少', '次')}`),
    rfmM: only(
      `近一年 ${yuan(Number(traits.spend365Fen ?? 0))}；${bounds(
        rfm.monetaryFen.map((fen) => fen / 100),
        '超过',
        '元',
      )}`,
    ),
    rfmGroup: only(`R ${traits.rfmR} 分、F ${traits.rfmF} 分、M ${traits.rfmM} 分`),
  }
}

function confidenceFrom(days: readonly string[], gaps: readonly number[]): string[] {
  const cycle = buyingCycle(days)
  if (cycle === null) return ['没有周期，就没有可信度']
  const off = gaps.reduce((sum, gap) => sum + Math.abs(gap - cycle.days), 0) / gaps.length
  const m = gaps.length
  return [
    `${m} 个间隔，和 ${cycle.days} 天平均差 ${off.toFixed(1)} 天`,
    `${m} ÷ ${m + 2} ×（1 − ${off.toFixed(1)} ÷ ${cycle.days}）= ${cycle.confidence}`,
  ]
}

/** 5、4、3、2 分依次是… */
const bounds = (all: readonly number[], how: string, unit: string): string =>
  `5、4、3、2 分依次是${how} ${all.join('、')} ${unit}`
