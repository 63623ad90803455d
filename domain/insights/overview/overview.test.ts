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

function overviewOf(
  now: Figure[],
  then: Figure[] = [],
  leads?: Parameters<typeof createOverview>[0]['leads'],
) {
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
    ...(leads && { leads }),
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

  it('of a 人群包 asks only for what tells it, and says of the rest that it is untold', async () => {
    const { asked, overview } = overviewOf([
      figure('runs.entered', { flow: 'm1' }, 10),
      figure('orders.kept', {}, 3, 90_000),
      figure('tasks.made', {}, 3),
    ])
    const found = await overview.look(period, { store: 'XH01', segment: 'vip' })
    expect(found.figures.entered.now.count).toBe(10)
    expect(found.untold).toEqual(['orders', 'tasksMade', 'tasksDone', 'sql'])
    expect(found.untold.map((name) => found.figures[name].now.count)).toEqual([0, 0, 0, 0])
    expect(found.stores).toBeNull()
    expect(asked).toHaveLength(2)
    for (const one of asked) {
      expect(one.where).toEqual({ store: 'XH01', segment: 'vip' })
      expect('metrics' in one && one.metrics.filter((name) => /orders|tasks/.test(name))).toEqual([])
    }
    expect((await overview.look(period, {})).untold).toEqual([])
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

  it('counts as MQL and SQL whom the settings call so, and nobody where they say nothing', async () => {
    const figures = [
      figure('runs.entered', { flow: 'leads' }, 10),
      figure('runs.entered', { flow: 'birthday' }, 4),
      figure('tasks.done', { reason: 'won' }, 3),
      figure('tasks.done', { reason: 'notReached' }, 5),
    ]
    const leads = () => ({ mqlFlows: ['leads'], sqlResults: ['won' as const, 'interested' as const] })
    const { overview, asked } = overviewOf(figures, [], leads)
    const told = (await overview.look(period, {})).figures
    expect([told.mql.now.count, told.sql.now.count]).toEqual([10, 3])
    asked.length = 0
    await overview.people('mql', period, { flow: 'birthday' }, { limit: 20 })
    await overview.people('sql', period, {}, { limit: 20 })
    expect(asked).toMatchObject([
      { metric: 'runs.entered', where: { flow: [] } },
      { metric: 'tasks.done', where: { reason: ['won', 'interested'] } },
    ])
    const none = (await overviewOf(figures).overview.look(period, {})).figures
    expect([none.mql.now.count, none.sql.now.count]).toEqual([0, 0])
  })

  it('counts what was held back by the risk it guarded against, each reason once', async () => {
    const { overview, asked } = overviewOf([
      figure('touches.skipped', { reason: 'dayCapFull' }, 1),
      figure('touches.skipped', { reason: 'precedence:birthday' }, 2),
      figure('touches.skipped', { reason: 'doNotDisturb' }, 4),
      figure('touches.skipped', { reason: 'excluded:员工' }, 8),
      // No risk: there was no way to reach them, or they were drawn for comparison.
      figure('touches.skipped', { reason: 'noIdentity' }, 16),
      figure('touches.skipped', { reason: 'holdout' }, 32),
      figure('touches.putOff', { reason: 'quietHours' }, 64),
      figure('touches.putOff', { reason: 'providerBusy' }, 128),
      figure('touches.lag', { reason: '10s' }, 9),
      figure('touches.sent', { channel: 'sms' }, 5),
    ])
    const { figures, lags, sentBy } = await overview.look(period, {})
    const counts = ['tooOften', 'unwanted', 'wrongFlow', 'putOff'] as const
    expect(counts.map((name) => figures[name].now.count)).toEqual([3, 4, 8, 64])
    expect([lags, sentBy]).toEqual([{ '10s': 9 }, { sms: 5 }])
    asked.length = 0
    await overview.people('tooOften', period, {}, { limit: 20 })
    expect(asked.at(-1)).toMatchObject({ where: { reason: ['dayCapFull', 'precedence:birthday'] } })
  })
})
