import type { KeluEvent } from '../../models/event.ts'

/** What each event says about the wish to buy, in points. Everything not named says nothing. */
export const defaultIntentWeights: Readonly<Record<string, { points: number; words: string }>> = {
  'wecom.friend_added': { points: 10, words: '添加了企业微信' },
  'miniprogram.entered': { points: 10, words: '进入小程序' },
  'page.viewed': { points: 2, words: '浏览页面' },
  'product.viewed': { points: 8, words: '查看商品' },
  'cart.added': { points: 25, words: '加入购物车' },
  'lead.submitted': { points: 15, words: '提交资料' },
  'message.clicked': { points: 12, words: '点击了消息' },
  'message.replied': { points: 20, words: '回复了消息' },
  'popup.clicked': { points: 8, words: '点击了弹窗' },
  'order.created': { points: 20, words: '下单未付' },
}

export interface IntentRules {
  weights: typeof defaultIntentWeights
  halfLifeMs: number
  threshold: number
}

const dayMs = 86_400_000

export const defaultIntentRules: IntentRules = {
  weights: defaultIntentWeights,
  halfLifeMs: 7 * dayMs,
  threshold: 60,
}

export interface IntentScore {
  score: number
  /** Strongest first, in Chinese, ready for a salesperson: 「加入购物车 ×2」. */
  reasons: string[]
}

/** How far back events still matter: after six half-lives less than 2 % is left. */
export function intentWindowStart(now: Date, rules: IntentRules): Date {
  return new Date(now.getTime() - 6 * rules.halfLifeMs)
}

/** Sum of the points of each event, halved every half-life since it happened. An event of the future counts as now. */
export function scoreIntent(events: readonly KeluEvent[], now: Date, rules: IntentRules): IntentScore {
  const byName = new Map<string, { points: number; count: number }>()
  for (const event of events) {
    const weight = rules.weights[event.name]
    if (!weight) continue
    const ageMs = Math.max(0, now.getTime() - event.at.getTime())
    const sum = byName.get(event.name) ?? { points: 0, count: 0 }
    sum.points += weight.points * 0.5 ** (ageMs / rules.halfLifeMs)
    sum.count += 1
    byName.set(event.name, sum)
  }
  const ranked = [...byName].sort(([, a], [, b]) => b.points - a.points)
  return {
    score: ranked.reduce((sum, [, { points }]) => sum + points, 0),
    reasons: ranked.slice(0, 3).map(([name, { count }]) => {
      const words = rules.weights[name]?.words ?? name
      return count > 1 ? `${words} ×${count}` : words
    }),
  }
}
