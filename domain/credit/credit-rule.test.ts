import { describe, expect, it } from 'vitest'
import { creditOf, type SalesTouch } from './credit-rule.ts'

const paidAt = new Date('2026-12-10T12:00:00+08:00')
const before = (hours: number) => new Date(paidAt.getTime() - hours * 3_600_000)
const touch = (staff: string, hours: number, kind: SalesTouch['kind'] = 'groupSend'): SalesTouch => ({
  ...{ kind, staff, at: before(hours) },
})
const order = { paidAt, isCounted: true, staffId: null }
const whose = (touches: SalesTouch[], more: Partial<Parameters<typeof creditOf>[0]> = {}) =>
  creditOf({ ...order, ...more }, touches)?.staff ?? null

describe('an order is credited to', () => {
  it('whoever touched the customer last before they paid', () => {
    expect(whose([touch('hanmei', 30, 'task'), touch('lilei', 2), touch('wang', 50, 'words')])).toBe('lilei')
  })

  it('nobody for what came after the payment, or more than seven days before', () => {
    expect(whose([touch('lilei', -1), touch('hanmei', 7 * 24 + 1)])).toBeNull()
    expect(whose([touch('lilei', 0)])).toBe('lilei')
    expect(whose([touch('lilei', 7 * 24)])).toBe('lilei')
  })

  it('whom the till named, whatever came last', () => {
    expect(creditOf({ ...order, staffId: 'WangWu' }, [touch('lilei', 1)])).toEqual({
      ...{ staff: 'wangwu', why: 'till', at: paidAt },
    })
  })

  it('the follow-up before words, and words before a group-send of the same moment', () => {
    expect(whose([touch('a', 1), touch('c', 1, 'task'), touch('b', 1, 'words')])).toBe('c')
    expect(whose([touch('a', 1), touch('b', 1, 'words')])).toBe('b')
  })

  it('nobody while it is not paid, and when all of it was given back', () => {
    expect(whose([touch('lilei', 1)], { paidAt: null })).toBeNull()
    expect(whose([touch('lilei', 1)], { isCounted: false, staffId: 'lilei' })).toBeNull()
  })
})
