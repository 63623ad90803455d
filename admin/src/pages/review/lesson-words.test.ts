import { describe, expect, it } from 'vitest'
import { formOf, keyOf, lessonIn, sourcesIn } from './lesson-words.ts'
import { askedIn, cellText, isFigure, placeOf } from './review-words.ts'

const alert = { kind: 'alert', id: 'smsFailures:1', name: '短信失败率超过 5%' } as const
const test = { kind: 'test', id: 'm5', place: '_holdout', name: '唤醒：发和不发' } as const
const sheet = (about: (typeof alert | typeof test | null)[]) => ({
  ...{ name: '预警', note: '', columns: ['预警'], empty: '' },
  rows: about.map((one) => ({ cells: ['x'], about: one })),
})

describe('a lesson as it is written', () => {
  it('can come from whatever the report tells of, each once, and from its campaign', () => {
    const report = {
      campaign: { id: 'c1', name: '双12', percent: null, countedAt: null, flows: ['m5'] },
      sheets: [sheet([alert, null, alert, test])],
    }
    expect(sourcesIn(report).map(({ kind }) => kind)).toEqual(['campaign', 'alert', 'test'])
  })

  it('says what the form says', () => {
    const form = { ...formOf(null, ['m5']), saw: '坏号多', next: '先清', source: keyOf(test) }
    expect(lessonIn(form, [alert, test], 'c1')).toEqual({
      ...{ saw: '坏号多', next: '先清', flows: ['m5'], campaign: 'c1', source: test },
    })
    expect(lessonIn({ ...form, source: '' }, [alert, test], undefined)).toEqual({
      ...{ saw: '坏号多', next: '先清', flows: ['m5'] },
    })
  })
})

describe('a report as it is shown', () => {
  it('writes money, counts and what does not apply, each as such', () => {
    expect([12_345, { fen: 1_230 }, null, '', '照常'].map(cellText)).toEqual([
      '12,345',
      '¥12.30',
      '–',
      '–',
      '照常',
    ])
  })

  it('sets figures at the end, words at the beginning', () => {
    const rows = [{ cells: ['唤醒', 3, '1.2%', null], about: null }]
    const figures = [0, 1, 2, 3].map((column) => isFigure({ ...sheet([]), rows }, column))
    expect(figures).toEqual([false, true, true, false])
  })

  it('is of what the address says, and of the last thirty days where that says nothing', () => {
    const isPeriod = (name: unknown) => name === 'last7'
    expect(askedIn({ campaign: 'c1', period: 'last7' }, isPeriod)).toEqual({ campaign: 'c1' })
    expect(askedIn({ from: '2026-12-01', to: '2026-12-02' }, isPeriod)).toEqual({
      from: '2026-12-01',
      to: '2026-12-02',
    })
    expect(askedIn({ from: '2026-12-01', to: 'soon', period: 'ever' }, isPeriod)).toEqual({
      period: 'last30',
    })
  })

  it('leads to the page of what a row is about', () => {
    expect([placeOf(alert), placeOf(test)]).toEqual(['/alerts/smsFailures%3A1', '/experiments/m5/_holdout'])
  })
})
