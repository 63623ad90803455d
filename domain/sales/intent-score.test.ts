import { describe, expect, it } from 'vitest'
import type { KeluEvent } from '../../models/event.ts'
import { defaultIntentRules as rules, scoreIntent } from './intent-score.ts'

const now = new Date('2026-03-02T09:00:00+08:00')
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)
const did = (name: string, at: Date): KeluEvent => ({
  _id: `${name}:${at.getTime()}`,
  customerId: 'c',
  name,
  at,
  receivedAt: at,
  props: {},
  source: 'test',
})

describe('intent score', () => {
  it('adds the points of what happened now', () => {
    expect(scoreIntent([did('cart.added', now), did('product.viewed', now)], now, rules).score).toBe(25 + 8)
  })
  it('halves what happened a half-life ago, and quarters it after two', () => {
    expect(scoreIntent([did('cart.added', daysAgo(7))], now, rules).score).toBeCloseTo(12.5)
    expect(scoreIntent([did('cart.added', daysAgo(14))], now, rules).score).toBeCloseTo(6.25)
  })
  it('names the strongest reasons first and counts repeats', () => {
    const { reasons } = scoreIntent(
      [
        did('product.viewed', now),
        did('product.viewed', now),
        did('cart.added', now),
        did('page.viewed', now),
      ],
      now,
      rules,
    )
    expect(reasons).toEqual(['加入购物车', '查看商品 ×2', '浏览页面'])
  })
  it('ignores events that say nothing about intent', () => {
    expect(scoreIntent([did('order.shipped', now)], now, rules)).toEqual({ score: 0, reasons: [] })
  })
  it('lets an event dated in the future count as now, not more', () => {
    expect(scoreIntent([did('cart.added', daysAgo(-3))], now, rules).score).toBe(25)
  })
})
