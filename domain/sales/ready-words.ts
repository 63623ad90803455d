import { localTime } from '../local-time.ts'
import type { TaskFacts } from './task-facts.ts'

const dayMs = 86_400_000

/** What ready words go by, as salespeople read it. */
export const readyWordsWhy = {
  coupon: '手里有券',
  viewed: '最近在看',
  lastOrder: '上次买过',
  first: '还没下过单',
} as const

export interface ReadyWords {
  from: keyof typeof readyWordsWhy
  text: string
}

/** What a salesperson could begin with, made from what is known of the customer; at most two, the more concrete first. */
export function readyWords(facts: TaskFacts, now: Date, zone: string): ReadyWords[] {
  const { nickname, coupon, viewed, lastOrder, orderCount } = facts
  const hello = `${nickname ?? '您好'}，`
  const words: ReadyWords[] = []
  if (coupon) {
    const days = Math.max(1, Math.ceil((coupon.validUntil.getTime() - now.getTime()) / dayMs))
    const day = localTime(coupon.validUntil, zone).toFormat('M月d日')
    const left = days <= 14 ? `还剩 ${days} 天` : `${day}前都能用`
    const text = `${hello}您有一张「${coupon.name}」${left}，要不要我帮您看看怎么用合适？`
    words.push({ from: 'coupon', text })
  }
  if (viewed[0]) {
    words.push({ from: 'viewed', text: `${hello}看到您在看${viewed[0]}，有哪里想问的，直接发我就行。` })
  }
  if (lastOrder?.product) {
    words.push({
      from: 'lastOrder',
      text: `${hello}上次买的${lastOrder.product}用得怎么样？有需要我随时在。`,
    })
  }
  if (orderCount === 0) {
    words.push({ from: 'first', text: `${hello}我是您的专属顾问，想了解哪一款，告诉我就好。` })
  }
  return words.slice(0, 2)
}
