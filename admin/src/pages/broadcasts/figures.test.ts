import { describe, expect, it } from 'vitest'
import { addFigures, type Figures, type Forecast, noFigures, told } from './figures.ts'
import { regionsOf } from './store-figures.ts'

const figures: Figures = {
  people: 10,
  sent: [
    { channel: 'sms', people: 4, segments: 6 },
    { channel: 'email', people: 1, segments: 0 },
  ],
  confirming: [],
  expected: [],
  stores: [],
  later: [
    { of: 'quiet', reason: 'quietHours', says: '免打扰', people: 1, until: '2026-12-01T01:00:00.000Z' },
  ],
  notSent: [
    { of: 'caps', reason: 'weekCapFull', says: '本周的触达次数已满', people: 1 },
    { of: 'consent', reason: 'noConsent', says: '未同意', people: 2 },
    { of: 'excluded', reason: 'excluded:勿扰', says: '不打扰', people: 1 },
  ],
}
const forecast: Forecast = {
  total: 10,
  figures,
  at: '2026-12-01T02:00:00.000Z',
  confirmed: null,
  limits: { perDay: 2, perWeek: 5, holdout: 0 },
  smsSegmentFen: 5,
}

describe('a forecast in words', () => {
  it('closes: what falls out in the order of the gates, and what is left', () => {
    const { rows, reached, kind } = told(forecast)
    expect(rows.map(({ reason, lost }) => [reason, lost])).toEqual([
      ['没有营销授权', 2],
      ['全局排除', 1],
      ['触达次数已满', 1],
    ])
    expect([reached, kind]).toEqual([6, 'exact'])
    expect(rows.at(-1)?.note).toBe('一天 2 条、一周 5 条 · 本周 1')
  })

  it('of a sample is about everybody it stands for, and still closes', () => {
    const { rows, reached, kind, channels, fen } = told({ ...forecast, total: 1_003 })
    expect(kind).toBe('about')
    expect(reached + rows.reduce((sum, { lost }) => sum + lost, 0)).toBe(1_003)
    expect(channels[0]).toMatchObject({ channel: 'sms', people: 401 })
    expect(fen).toBe(Math.round(6 * 100.3 * 5))
  })

  it('counts who waits for the morning as reached, who is held as not', () => {
    const held = {
      of: 'held' as const,
      reason: 'marketingHeld',
      says: '全部营销已暂停',
      people: 1,
      until: '',
    }
    const { reached, later, rows } = told({
      ...forecast,
      figures: { ...figures, later: [...figures.later, held] },
    })
    expect([reached, later.map(({ people }) => people)]).toEqual([5, [1]])
    expect(rows.map(({ reason }) => reason)).toContain('全部营销已暂停')
  })
})

it('slices add up by channel and by reason', () => {
  const all = addFigures(addFigures(noFigures, figures), figures)
  expect(all.people).toBe(20)
  expect(all.sent).toMatchObject([{ people: 8, segments: 12 }, { people: 2 }])
  expect(all.notSent).toMatchObject([{ people: 2 }, { people: 4 }, { people: 2 }])
})

it('salespeople who are to confirm it count once, however many slices name them', () => {
  const slice = (...names: string[]): Figures => ({
    ...noFigures,
    confirming: names.map((staff) => ({ staff, people: 2 })),
  })
  const all = addFigures(slice('ZhangSan', 'LiSi'), slice('LiSi'))
  expect(all.confirming).toEqual([
    { staff: 'ZhangSan', people: 2 },
    { staff: 'LiSi', people: 4 },
  ])
  expect(told({ ...forecast, figures: all }).confirming).toBe(2)
})

it('of salespeople some do not confirm: what goes by SMS instead, and what it may cost', () => {
  const asked: Figures = {
    ...noFigures,
    people: 10,
    sent: [
      { channel: 'wecom', people: 8, segments: 0 },
      { channel: 'sms', people: 2, segments: 2 },
    ],
    confirming: [{ staff: 'ZhangSan', people: 8 }],
    expected: [
      { channel: 'wecom', people: 6, segments: 0 },
      { channel: 'sms', people: 3.5, segments: 3.5 },
      { channel: null, people: 0.5, segments: 0 },
    ],
  }
  const { fen, mostFen, instead, unconfirmed } = told({ ...forecast, figures: asked, total: 100 })
  expect(instead).toEqual([{ channel: 'sms', people: 15, fen: 75 }])
  expect([fen, mostFen, unconfirmed]).toEqual([100, 175, 20])
})

it('门店 stand by region, those of none last; slices of one add up', () => {
  const store = (code: string, name: string | null, region: string | null): Figures['stores'][number] => ({
    code,
    name,
    region,
    people: 5,
    asked: [{ at: '2026-12-01T02:00:00.000Z', until: '2026-12-01T11:00:00.000Z', people: 3 }],
    unconfirmed: 1.2,
    otherWay: 1,
    later: 0,
    notSent: 1,
    wecomClosed: [{ of: 'channel', reason: 'confirmationsFull', says: '', people: 1 }],
  })
  const slice: Figures = {
    ...noFigures,
    people: 15,
    stores: [store('', null, null), store('S2', '天河店', '华南'), store('S1', '徐汇店', '华东')],
  }
  const { stores } = told({ ...forecast, total: 30, figures: addFigures(slice, slice) })
  expect(stores.map(({ name, people, asked }) => [name, people, asked])).toEqual([
    ['徐汇店', 10, 6],
    ['天河店', 10, 6],
    ['没有门店', 10, 6],
  ])
  expect(stores[0]).toMatchObject({ unconfirmed: 2, note: '员工确认已满 2', windows: [{ people: 6 }] })
  expect(regionsOf(stores).map(({ region, people }) => [region, people])).toEqual([
    ['华东', 10],
    ['华南', 10],
  ])
})
