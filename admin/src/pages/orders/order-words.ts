import type { LocationQuery } from 'vue-router'
import type { AnswerOf } from '../../api/operations.ts'

export type OrderRow = AnswerOf<'get', '/orders'>['items'][number]
export type Order = AnswerOf<'get', '/orders/{id}'>
export type OrderState = OrderRow['state']

export const states: Record<OrderState, { label: string; tone: 'good' | 'info' | 'attention' | 'quiet' }> = {
  created: { label: '待付款', tone: 'attention' },
  paid: { label: '已付款', tone: 'good' },
  shipped: { label: '已发货', tone: 'info' },
  received: { label: '已收货', tone: 'good' },
  closed: { label: '已关闭', tone: 'quiet' },
}
export const stateChoices = Object.entries(states).map(([value, { label }]) => ({ value, label }))

const systems: Record<string, string> = { kelu: '小程序下单', shop: '商城' }
/** Where it was placed. */
export const systemName = (system: string): string => systems[system] ?? system

export const couponStates = {
  granted: '可用',
  locked: '占用中',
  redeemed: '已核销',
  returned: '已退回',
  expired: '已过期',
} as const

/** What a list of orders is narrowed by; it stands in the address, so that a list can be handed on. */
export interface OrderFilters {
  number?: string
  state?: OrderState
  store?: string
  /** Local days, both included. */
  from?: string
  to?: string
}

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text)

export function filtersFrom(query: LocationQuery): OrderFilters {
  const read = (name: string): string | undefined => {
    const value = query[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const [state, from, to] = [read('state'), read('from'), read('to')]
  return withoutEmpty({
    number: read('number'),
    state: state !== undefined && Object.hasOwn(states, state) ? (state as OrderState) : undefined,
    store: read('store'),
    from: from !== undefined && isDay(from) ? from : undefined,
    to: to !== undefined && isDay(to) ? to : undefined,
  })
}

/** The same without what is empty. */
export const withoutEmpty = (filters: OrderFilters): OrderFilters =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value)) as OrderFilters

/** Why nothing is there, and what to do. */
export function emptyWords(filters: OrderFilters, isLead: boolean): { title: string; why: string } {
  if (filters.number !== undefined) {
    return { title: `没有找到「${filters.number}」`, why: '写订单号开头的几位；只找你能看的订单' }
  }
  if (Object.keys(withoutEmpty(filters)).length > 0) {
    return { title: '没有这样的订单', why: '去掉一个条件再看' }
  }
  return {
    title: '还没有订单',
    why: isLead ? '你的门店有人下单后，会自动出现在这里' : '有人在小程序或商城下单后，会自动出现在这里',
  }
}

export interface MoneyLine {
  label: string
  fen: number
  /** Why it is this much. */
  note?: string
}

/** How what stays comes about, line by line, so that the sum closes. */
export function moneyLines(order: Order): MoneyLine[] {
  const isPaid = order.times.paidAt !== null
  const goodsFen = order.amountFen + order.discountFen - order.freightFen
  return [
    { label: '商品', fen: goodsFen },
    ...(order.discountFen > 0 ? [{ label: '优惠', fen: -order.discountFen }] : []),
    ...(order.freightFen > 0 ? [{ label: '运费', fen: order.freightFen }] : []),
    { label: isPaid ? '实付' : '应付', fen: order.amountFen },
    ...(order.refundedFen > 0
      ? [{ label: '退款', fen: -order.refundedFen, note: `${order.refunds.length} 笔` }]
      : []),
  ]
}

/** What happened when, in its order. */
export function timesOf({ times }: Order): { label: string; at: string }[] {
  const told = [
    { label: '下单', at: times.placedAt },
    { label: '付款', at: times.paidAt },
    { label: '发货', at: times.shippedAt },
    { label: '送达', at: times.deliveredAt },
    { label: '收货', at: times.receivedAt },
    { label: '关闭', at: times.closedAt },
  ]
  return told
    .flatMap(({ label, at }) => (at === null ? [] : [{ label, at }]))
    .sort((a, b) => a.at.localeCompare(b.at))
}

export const orderLink = (id: string): string => `/orders/${encodeURIComponent(id)}`
