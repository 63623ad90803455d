import { describe, expect, it } from 'vitest'
import { defaultRules } from '../../language/settings.ts'
import type { Overview } from './overview.ts'
import { resultsOf } from './results.ts'
import { figureNames } from './shown-figures.ts'

const amount = (count: number) => ({ now: { count, sum: 0 }, before: { count: 0, sum: 0 } })
const overview = (counts: Partial<Record<keyof Overview['figures'], number>>, more: object = {}) => ({
  figures: Object.fromEntries(
    figureNames.map((name) => [name, amount(counts[name] ?? 0)]),
  ) as Overview['figures'],
  ...{ untold: [], sentBy: {}, lags: {} },
  ...more,
})
const minutes = { choiceMinutes: 1, smsMinutes: 2, wecomMinutes: 4, taskMinutes: 10, reactionMinutes: 60 }
const rules = {
  manual: { ...defaultRules.manual, ...minutes },
  costs: { ...defaultRules.costs, followUpMinutes: 20 },
}

describe('the results that were asked for (M23)', () => {
  it('manual work is not told of a 人群包, which no follow-up tells', () => {
    const { work, guarded } = resultsOf(
      overview({ entered: 100, twice: 1 }, { untold: ['tasksMade'] }),
      rules,
    )
    expect(work).toBeNull()
    expect(guarded.slips).toBe(1)
  })

  it('manual work saved: what was done by what it takes by hand, of that and what people still do', () => {
    const figures = overview(
      { entered: 100, tasksMade: 10, tasksDone: 5 },
      // A welcome is written in WeCom.
      { sentBy: { sms: 50, wecom: 20, welcome: 5 } },
    )
    expect(resultsOf(figures, rules).work).toEqual({
      steps: 100 + 75 + 10,
      // 100 · 1 + 50 · 2 + 25 · 4 + 10 · 10
      savedMinutes: 400,
      leftMinutes: 100,
      percent: 80,
    })
  })

  it('speed: what a half took at most, against the hour it takes by hand', () => {
    const { speed } = resultsOf(overview({}, { lags: { '10s': 40, '15m': 30, '4h': 30 } }), rules)
    expect(speed).toEqual({
      ...{ actions: 100, medianMs: 900_000, p95Ms: 4 * 3_600_000, manualMs: 3_600_000 },
      percent: 75,
    })
  })

  it('speed can be less than by hand, and cannot be told beyond the last class', () => {
    expect(resultsOf(overview({}, { lags: { '4h': 1 } }), rules).speed.percent).toBe(-300)
    expect(resultsOf(overview({}, { lags: { more: 1 } }), rules).speed).toMatchObject({
      ...{ actions: 1, medianMs: null, percent: null },
    })
  })

  it('risks guarded, of those and what slipped through', () => {
    const figures = overview({ tooOften: 50, unwanted: 20, wrongFlow: 8, putOff: 20, twice: 2 })
    expect(resultsOf(figures, rules).guarded).toEqual({
      ...{ tooOften: 50, unwanted: 20, wrongFlow: 8, putOff: 20, slips: 2 },
      percent: 98,
    })
  })

  it('of nothing there is no share', () => {
    const { work, speed, guarded } = resultsOf(overview({}), rules)
    expect([work?.percent, speed.percent, speed.medianMs, guarded.percent]).toEqual([null, null, null, null])
  })
})
