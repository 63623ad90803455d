import type { Experiment } from '../experiment.ts'
import { noCount, type Reading } from '../reading.ts'
import { nobody, type Outcomes, together } from '../statistics/outcomes.ts'

const dayMs = 86_400_000

/** Half and half between `a` 提前 3 天 and `b` 提前 5 天, who buys within 14 days. */
export function anExperiment(more: Partial<Experiment> = {}): Experiment {
  return {
    journeyId: 'repurchase',
    place: 'which',
    name: '提前几天发',
    journeyName: '老用户复购',
    number: 1,
    arms: [
      { id: 'a', letter: 'A', name: '提前 3 天' },
      { id: 'b', letter: 'B', name: '提前 5 天' },
    ],
    goal: { event: 'order.paid', windowMs: 14 * dayMs },
    dealings: new Map([['repurchase@1', { shares: { a: 50, b: 50 }, holdout: 0, windowMs: 14 * dayMs }]]),
    ...more,
  }
}

/** The same people on each of so many days, by arm as `[people, reached]`. */
export function aReading(
  days: number,
  each: Readonly<Record<string, readonly [number, number]>>,
  more: Partial<Reading> & { waiting?: Readonly<Record<string, number>> } = {},
): Reading {
  const { waiting = {}, ...rest } = more
  const ofDay: Record<string, Outcomes> = Object.fromEntries(
    Object.entries(each).map(([arm, [people, reached]]) => [arm, { people, reached }]),
  )
  const total = (arm: string) =>
    Array.from({ length: days }).reduce<Outcomes>((sum) => together(sum, ofDay[arm] ?? nobody), nobody)
  const arms = [...new Set([...Object.keys(each), ...Object.keys(waiting)])]
  const perDay = arms.reduce((sum, arm) => sum + (ofDay[arm]?.people ?? 0), 0)
  return {
    at: new Date('2026-11-19T14:05:00+08:00'),
    from: null,
    to: null,
    arms: Object.fromEntries(
      arms.map((arm) => [arm, { ...noCount, ...total(arm), waiting: waiting[arm] ?? 0 }]),
    ),
    days: Array.from({ length: days }, (_, day) => ({ day: `day ${day + 1}`, arms: ofDay })),
    dealt: [{ shares: [0.5, 0.5], people: [total('a').people, total('b').people] }],
    heldOut: [],
    inTwo: 0,
    cuts: [],
    toHeldOut: 0,
    perDay,
    ...rest,
  }
}
