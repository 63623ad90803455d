import { describe, expect, it } from 'vitest'
import type { Overview } from './overview-words.ts'
import { type Lift, liftResult, resultsOf, stretchText } from './result-words.ts'

const nothing = { count: 0, sum: 0 }
const zero = {
  work: { steps: 0, savedMinutes: 0, leftMinutes: 0, percent: null },
  speed: { actions: 0, medianMs: null, p95Ms: null, manualMs: 240 * 60_000, percent: null },
  guarded: { tooOften: 0, unwanted: 0, wrongFlow: 0, putOff: 0, slips: 0, percent: null },
}
const above = (value: number) => ({ value, better: 'above' as const })
const overview = (results: object = {}, targets: object = {}): Overview =>
  ({
    results: { ...zero, ...results },
    targets: { manualSaved: above(35), faster: above(40), lift: above(25), ...targets },
    figures: new Proxy({}, { get: () => ({ now: nothing, before: nothing }) }),
  }) as unknown as Overview
const lift = (more: Partial<Lift>): Lift => ({
  ...{ state: 'open', flows: 2, percent: 21, interval: { from: -3, to: 33 }, byFlow: [] },
  ...{ held: { people: 100, reached: 10 }, treated: { people: 900, reached: 109 } },
  ...more,
})
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('the four results', () => {
  it('say in words what cannot be told, and are never NaN', () => {
    const results = resultsOf(overview(), null, false)
    expect(results.map(({ value }) => value)).toEqual(['还没有', '还没有', '–', '没有要拦的'])
    expect(JSON.stringify(results)).not.toMatch(/NaN|Infinity/)
    expect(results.every(({ bar, reached }) => bar === null && reached === null)).toBe(true)
  })

  it('of a 人群包 tell no saved work', () => {
    const [work] = resultsOf(overview({ work: null }), null, true)
    expect(work).toMatchObject({ value: '不分人群包', reached: null, bar: null })
    expect(work?.parts.map(({ figure }) => figure)).toEqual(['entered', 'sent'])
  })

  it('stand against their target in percent', () => {
    const [work, speed, , guarded] = resultsOf(
      overview({
        work: { steps: 9_180, savedMinutes: 12_840, leftMinutes: 300, percent: 38.2 },
        speed: { actions: 9, medianMs: 900_000, p95Ms: null, manualMs: 3_600_000, percent: 30 },
        guarded: { tooOften: 7, unwanted: 3, wrongFlow: 0, putOff: 0, slips: 0, percent: 100 },
      }),
      null,
      false,
    )
    expect(work).toMatchObject({ value: '38.2%', reached: '达成 109%', isMet: true, target: '目标 35%' })
    expect(plain(work?.note ?? '')).toBe('9,180 步自动做完，省 214 小时')
    expect(speed).toMatchObject({ value: '快 30%', reached: '达成 75%', isMet: false, target: '目标 快 40%' })
    expect(speed?.note).toBe('手工 1 小时 → 一半在 15 分内，95% 在 3 天以上')
    expect(plain(guarded?.value ?? '')).toBe('10 次')
    expect(guarded).toMatchObject({ reached: '达成 100%', isMet: true })
  })

  it('what takes longer than by hand is not dressed up', () => {
    const speed = (of: object) =>
      resultsOf(overview({ speed: { actions: 3, p95Ms: null, manualMs: 3_600_000, ...of } }), null, false)[1]
    expect(speed({ medianMs: 14_400_000, percent: -300 })).toMatchObject({
      ...{ value: '慢 300%', isMet: false, reached: '达成 0%' },
    })
    expect(speed({ medianMs: null, percent: null })).toMatchObject({ value: '比手工慢', isMet: false })
  })

  it('one that slipped through is enough not to be there', () => {
    const guarded = { tooOften: 99, unwanted: 0, wrongFlow: 0, putOff: 0, slips: 1, percent: 99 }
    expect(resultsOf(overview({ guarded }), null, false)[3]).toMatchObject({
      ...{ isMet: false, reached: '达成 99%' },
    })
  })
})

describe('the lift over those held out', () => {
  it('is told with its interval once it can be', () => {
    const told = liftResult(overview(), lift({ state: 'told', interval: { from: 9, to: 33 } }), false)
    expect(told).toMatchObject({ value: '+21%', reached: '达成 84%', isMet: false })
    expect(plain(told.note)).toBe('区间 +9% 到 +33%；对照组 100 人里 10 人达成，照走的 900 人里 109 人')
  })

  it.each([
    ['open', {}, '还看不出', '现在 +21%，区间 −3% 到 +33%，可能是碰巧'],
    ['nobody of them reached the goal', { percent: null, interval: null }, '还看不出', '比不出倍数'],
    ['none', { state: 'none', flows: 0 }, '还看不出', '没有流程设空白对照组'],
    ['waiting', { state: 'waiting' }, '还看不出', '还没有人满目标期限'],
  ] as const)('%s is said, and is no number', (_, more, value, note) => {
    const result = liftResult(overview(), lift(more as Partial<Lift>), false)
    expect([result.value, result.bar, result.isMet]).toEqual([value, null, null])
    expect(result.note).toContain(note)
  })

  it('is of the whole company alone', () => {
    expect(liftResult(overview(), lift({ state: 'told' }), true).value).toBe('只看全公司')
  })
})

it.each([
  [10_000, '10 秒'],
  [900_000, '15 分'],
  [17_280_000, '4.8 小时'],
  [259_200_000, '3 天'],
])('%d ms are %s', (ms, text) => {
  expect(stretchText(ms)).toBe(text)
})
