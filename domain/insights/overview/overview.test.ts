import { describe, expect, it } from 'vitest'
import { boundsOf } from '../../period.ts'
import type { PeopleQuestion } from '../rollups/people.ts'
import type { Figure, FigureQuestion } from '../rollups/read.ts'
import { before, createOverview } from './overview.ts'

const period = { from: '2026-03-08', to: '2026-03-14' }
const figure = (metric: string, by: Figure['by'], count: number, sum = 0): Figure => ({
  ...{ metric: metric as Figure['metric'], count, sum },
  by: { flow: null, channel: null, reason: null, ...by },
})

function overviewOf(now: Figure[], then: Figure[] = []) {
  const asked: (FigureQuestion | PeopleQuestion)[] = []
  const overview = createOverview({
    async read(question) {
      asked.push(question)
      const isNow = question.from >= boundsOf(period)[0]
      const figures = (isNow ? now : then).filter(({ metric }) => question.metrics.includes(metric))
      return { figures, openHours: isNow ? 2 : 0 }
    },
    async people(question) {
      asked.push(question)
      return { items: [], next: null }
    },
  })
  return { asked, overview }
}

it.each([
  [period, { from: '2026-03-01', to: '2026-03-07' }],
  [
    { from: '2026-03-01', to: '2026-03-01' },
    { from: '2026-02-28', to: '2026-02-28' },
  ],
])('as many days before %o are %o', (of, days) => {
  expect(before(of)).toEqual(days)
})

describe('总览 (M17)', () => {
  it('adds up each figure by what it is of, beside the days before', async () => {
    const { asked, overview } = overviewOf(
      [
        figure('runs.entered', { flow: 'm1' }, 10),
        figure('runs.entered', { flow: 'm2' }, 4),
        figure('runs.ended', { flow: 'm1', reason: 'completed' }, 6),
        figure('runs.ended', { flow: 'm1', reason: 'exit:order.paid' }, 3),
        figure('touches.sent', { flow: 'm1', channel: 'sms' }, 90),
        figure('touches.sent', { channel: 'email' }, 20),
        figure('touches.failed', { channel: 'sms', reason: 'unreachable' }, 1),
        figure('touches.failed', { channel: 'email', reason: 'content' }, 7),
        figure('goals.met', { flow: 'm2' }, 2, 50_000),
        figure('orders.kept', {}, 3, 90_000),
      ],
      [figure('runs.entered', { flow: 'm1' }, 7)],
    )
    const { figures, flows, openHours } = await overview.look(period, { store: 'XH01' })
    expect(figures.entered).toEqual({ now: { count: 14, sum: 0 }, before: { count: 7, sum: 0 } })
    expect(figures.through.now.count).toBe(6)
    expect(figures.notThrough.now.count).toBe(3)
    expect([figures.smsSent.now.count, figures.smsFailed.now.count]).toEqual([90, 1])
    expect([figures.sent.now.count, figures.emailSent.now.count]).toEqual([110, 20])
    expect(figures.orders.now).toEqual({ count: 3, sum: 90_000 })
    expect(flows).toEqual([
      { flow: 'm2', entered: 4, goals: 2, goalsFen: 50_000 },
      { flow: 'm1', entered: 10, goals: 0, goalsFen: 0 },
    ])
    expect(openHours).toBe(2)
    expect(asked.filter((one) => 'metrics' in one && one.metrics.length > 1)).toMatchObject([
      {
        from: new Date('2026-03-08T00:00:00+08:00'),
        to: new Date('2026-03-15T00:00:00+08:00'),
        where: { store: 'XH01' },
      },
      { from: new Date('2026-03-01T00:00:00+08:00'), to: new Date('2026-03-08T00:00:00+08:00') },
    ])
  })

  it('tells what each 门店 sold, the most first, also one that sold before alone and what was bought in none', async () => {
    const kept = (store: string | null, count: number, sum: number) =>
      figure('orders.kept', { store }, count, sum)
    const { overview } = overviewOf(
      [kept('XH01', 2, 30_000), kept('GZ01', 1, 80_000), kept(null, 1, 100)],
      [kept('XH01', 1, 10_000), kept('BJ01', 4, 90_000)],
    )
    const nothing = { count: 0, sum: 0 }
    expect((await overview.look(period, {})).stores).toEqual([
      { store: 'GZ01', now: { count: 1, sum: 80_000 }, before: nothing },
      { store: 'XH01', now: { count: 2, sum: 30_000 }, before: { count: 1, sum: 10_000 } },
      { store: null, now: { count: 1, sum: 100 }, before: nothing },
      { store: 'BJ01', now: nothing, before: { count: 4, sum: 90_000 } },
    ])
  })

  it('of nothing is nothing', async () => {
    const { figures, flows } = await overviewOf([]).overview.look(period, {})
    expect(figures.orders).toEqual({ now: { count: 0, sum: 0 }, before: { count: 0, sum: 0 } })
    expect(flows).toEqual([])
  })

  it('lists who is behind a figure by the same words it is counted by', async () => {
    const { asked, overview } = overviewOf([
      figure('runs.ended', { reason: 'completed' }, 6),
      figure('runs.ended', { reason: 'exit:order.paid' }, 3),
    ])
    await overview.people('smsFailed', period, { flow: 'm1' }, { limit: 20 })
    expect(asked[0]).toMatchObject({ metric: 'touches.failed', where: { flow: 'm1', channel: 'sms' } })
    await overview.people('notThrough', period, {}, { limit: 20 })
    expect(asked.at(-1)).toMatchObject({ metric: 'runs.ended', where: { reason: ['exit:order.paid'] } })
  })
})
