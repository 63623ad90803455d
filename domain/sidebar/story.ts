import type { Customer } from '../../models/customer.ts'
import { buyingFacts } from '../customers/buying-facts.ts'
import type { TaskFacts } from '../sales/task-facts.ts'

const dayMs = 86_400_000
/** Days without a visit before that is worth a word. */
const quietDays = 7

/** A customer in sentences (zh-CN), from facts alone: where from, what they bought, what is open, what they do now. Pure. */
export function storyOf(
  customer: Pick<Customer, 'orders' | 'traits' | 'profile' | 'cases'>,
  facts: Pick<TaskFacts, 'viewed' | 'coupon'>,
  now: Date,
): string[] {
  return [boughtSentence(customer, now), openSentence(customer), nowSentence(customer, facts, now)].filter(
    (sentence) => sentence !== '',
  )
}

function boughtSentence(customer: Pick<Customer, 'orders' | 'traits' | 'profile'>, now: Date): string {
  const { orders, paidFen, lastProductName, lastOrderAt, isCycleKnown, overdueDays } = buyingFacts(
    customer,
    now,
  )
  const { sourceChannel } = customer.profile
  const from = sourceChannel ? `${sourceChannel}来的，` : ''
  if (orders === 0) return `${from}还没下过单。`
  const last = lastOrderAt ? `，最近一次是 ${daysInWords(lastOrderAt, now)}` : ''
  const product = lastProductName ? `买的${lastProductName}` : ''
  const due = isCycleKnown && overdueDays > 0 ? `，比她平时的间隔晚了 ${overdueDays} 天` : ''
  return `${from}买过 ${orders} 单 ¥${(paidFen / 100).toFixed(2)}${last}${product}${due}。`
}

/** Whoever waits for money or an answer is not to be sold to. */
function openSentence({ cases = [] }: Pick<Customer, 'cases'>): string {
  const open = cases.filter(({ openedAt, closedAt }) => openedAt && (!closedAt || closedAt < openedAt))
  const complaints = open.some(({ key }) => key.startsWith('complaint:'))
  if (complaints) return '有投诉还没处理完，先把这件事说好。'
  return open.length > 0 ? '有退款还在处理，先别推销。' : ''
}

function nowSentence(
  { traits }: Pick<Customer, 'traits'>,
  { viewed, coupon }: Pick<TaskFacts, 'viewed' | 'coupon'>,
  now: Date,
): string {
  const { lastSeenAt } = traits
  const away = lastSeenAt instanceof Date ? Math.floor((now.getTime() - lastSeenAt.getTime()) / dayMs) : 0
  const parts = [
    away >= quietDays ? `${away} 天没来小程序` : '',
    viewed.length > 0 ? `近来看过${viewed.join('、')}` : '',
    coupon ? `手里有「${coupon.name}」还没用` : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? '' : `${parts.join('，')}。`
}

function daysInWords(at: Date, now: Date): string {
  const days = Math.floor((now.getTime() - at.getTime()) / dayMs)
  return days === 0 ? '今天' : `${days} 天前`
}
