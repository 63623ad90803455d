import { describe, expect, it } from 'vitest'
import type { Alert } from '../../models/alerts.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { createContents } from './contents.ts'
import { aColleague, aStore } from './testing/builders.ts'

const period = { from: '2026-03-02', to: '2026-03-02' }
const now = new Date('2026-03-03T08:30:00+08:00')
const due = (at: string) => new Date(`2026-03-03T${at}:00+08:00`)

/** 李雷 and 韩梅梅 work in XH01, 赵一 in JA01; 总览 says of a 门店 its own number. */
function contents(alerts: Alert[] = []) {
  const asked: unknown[] = []
  const between: unknown[] = []
  const of = createContents({
    overview: {
      async look(days, narrowed) {
        asked.push({ ...days, ...narrowed })
        const count = narrowed.store === undefined ? 30 : narrowed.store === 'XH01' ? 10 : 20
        const figure = { now: { count, sum: 0 }, before: { count: 0, sum: 0 } }
        const figures = new Proxy({}, { get: () => figure }) as never
        return { figures, flows: [], openHours: 1 } as never
      },
    },
    stores: async () => [aStore('XH01'), aStore('JA01')],
    staff: async () => [
      aColleague('lilei', 'XH01部'),
      aColleague('hanmeimei', 'XH01部'),
      aColleague('zhaoyi', 'JA01部'),
    ],
    board: {
      heldCounts: async () => [
        { assignee: 'lilei', state: 'accepted', count: 3 },
        { assignee: 'hanmeimei', state: 'offered', count: 1 },
        { assignee: 'zhaoyi', state: 'accepted', count: 2 },
        { assignee: undefined, state: 'offered', count: 5 },
      ],
      endingBefore: async () => [
        { assignee: 'lilei', state: 'accepted', dueBy: due('08:00') },
        // Put off: what was due is not.
        { assignee: 'lilei', state: 'accepted', dueBy: due('08:00'), laterUntil: due('18:00') },
        { assignee: 'zhaoyi', state: 'offered', acceptBy: due('08:29') },
      ],
    },
    groupSends: {
      awaiting: async () =>
        ['LiLei', 'LiLei', 'ZhaoYi'].map((sender, n) => ({
          ...{ _id: `g${n}`, sender, messageId: 'm', people: 5, expiresAt: due('19:00') },
        })),
    },
    alerts: {
      async between(from, to) {
        between.push([from, to])
        return alerts
      },
    },
    clock: movableClock(now),
  })
  return { of, asked, between }
}

describe('what a report says', () => {
  it('of a 门店 are the figures of 总览, and the work of its own people', async () => {
    const { of, asked } = contents()
    const { sections, alerts } = await (await of(period))(['XH01', 'JA01'])
    expect(asked).toEqual([
      { ...period, store: 'XH01' },
      { ...period, store: 'JA01' },
    ])
    expect(sections).toMatchObject([
      {
        ...{ store: 'XH01', name: 'XH01店', openHours: 1 },
        figures: { entered: { now: { count: 10 } } },
        followUps: { open: 4, late: 1 },
        unconfirmed: { sends: 2, staff: 1 },
      },
      { store: 'JA01', followUps: { open: 2, late: 1 }, unconfirmed: { sends: 1, staff: 1 } },
    ])
    expect(alerts).toEqual([])
  })

  it('of all are the figures of all, with what nobody has yet, and the alerts that rang', async () => {
    const rang = { openedAt: due('07:00'), figure: 'smsFailures', part: 6, whole: 100, state: 'closed' }
    const alert = { _id: 'smsFailures:1', ...rang, cause: 'numbers', action: '改了号码' } as Alert
    const { of, between } = contents([alert])
    const { sections, alerts } = await (await of(period))('all')
    expect(sections).toMatchObject([
      {
        ...{ store: null, name: '全部门店', figures: { orders: { now: { count: 30 } } } },
        followUps: { open: 11, late: 2 },
        unconfirmed: { sends: 3, staff: 2 },
      },
    ])
    expect(alerts).toMatchObject([{ name: '短信失败率', part: 6, cause: 'numbers', action: '改了号码' }])
    expect(between).toEqual([[new Date('2026-03-02T00:00:00+08:00'), new Date('2026-03-03T00:00:00+08:00')]])
  })

  it('is read once for everybody who is told of the same days', async () => {
    const { of, asked } = contents()
    const contentsOf = await of(period)
    await contentsOf(['XH01'])
    await contentsOf(['XH01', 'JA01'])
    expect(asked).toHaveLength(2)
  })

  it('of a 门店 that is closed says so, by its code', async () => {
    const { sections } = await (await contents().of(period))(['XH09'])
    expect(sections).toMatchObject([{ store: 'XH09', name: 'XH09', state: 'closed' }])
  })
})
