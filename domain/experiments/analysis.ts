import { type Experiment, holdoutArm, holdoutPlace } from './experiment.ts'
import { type ArmCount, noCount, type Reading } from './reading.ts'
import { apartSince, type Interval, intervalOf, intervalsAfter } from './statistics/difference.ts'
import { nobody, type Outcomes, type Pair, rateOf } from './statistics/outcomes.ts'
import { dealtAsMeant, strayAlpha } from './statistics/sample-ratio.ts'
import { peopleToTell } from './statistics/time-to-tell.ts'

/** Of all who look at an experiment every day, so many are ever told of a difference that is none. */
export const alpha = 0.05

/** One arm against another. Differences are B − A in parts of one: 0.04 = 4 points. */
export interface Comparison {
  a: string
  b: string
  counts: { a: Outcomes; b: Outcomes }
  /** Null while one of them has nobody who counts. */
  difference: number | null
  interval: Interval
  /** The interval no longer touches 0. */
  isTold: boolean
  /** The day it came to that. */
  since: string | null
  /** Difference and interval by the rate of A as it was measured, e.g. 0.33 = a third more; null where A's rate is 0 or unknown. */
  relative: ({ difference: number } & Interval) | null
}

export interface DayOfComparison extends Interval {
  day: string
  difference: number
}

export interface Analysis {
  /** Each other arm against the first; those of a split in their order. */
  comparisons: Comparison[]
  /** The best arm of a split against those held out; null where there are none. */
  overNothing: Comparison | null
  /** As p-values: 1 = dealt as meant. */
  dealt: number
  heldOut: number | null
  isStray: boolean
  /** The difference that is asked about, and when it could be told. */
  asked: { points: number; days: number | null; why: 'inTime' | 'passed' | 'nobodyEnters' | 'unknown' }
}

export function analyse(experiment: Experiment, reading: Reading, points?: number): Analysis {
  const [first, ...others] = experiment.arms
  const share = alpha / Math.max(1, others.length)
  const comparisons = first ? others.map(({ id }) => compare(reading, first.id, id, share)) : []
  const asked = points ?? usualPoints(rateOf(first ? outcomes(reading, first.id) : nobody))
  const dealt = dealtAsMeant(reading.dealt)
  const heldOut = reading.heldOut.length === 0 ? null : dealtAsMeant(reading.heldOut)
  return {
    comparisons,
    overNothing: overNothing(experiment, reading),
    dealt,
    heldOut,
    isStray: Math.min(dealt, heldOut ?? 1) < strayAlpha,
    asked: { points: asked, ...whenTold(experiment, reading, asked, share) },
  }
}

/** Whether more of B than of A refused to be written to; told only when it can be told. */
export function refusedMore(reading: Reading, a: string, b: string, share: number): boolean {
  const asOutcomes = ({ people, refused }: ArmCount): Outcomes => ({ people, reached: refused })
  const pair = { a: asOutcomes(reading.arms[a] ?? noCount), b: asOutcomes(reading.arms[b] ?? noCount) }
  return intervalOf([pair], share).from > 0
}

function compare(reading: Reading, a: string, b: string, share: number): Comparison {
  const days = pairsOf(reading, a, b)
  const counts = { a: outcomes(reading, a), b: outcomes(reading, b) }
  const [rateA, rateB] = [rateOf(counts.a), rateOf(counts.b)]
  const difference = rateA === null || rateB === null ? null : rateB - rateA
  const interval = intervalOf(days, share)
  const since = apartSince(days, share)
  return {
    ...{ a, b, counts, difference, interval },
    isTold: since !== null,
    since: since === null ? null : (reading.days[since]?.day ?? null),
    relative:
      difference === null || !rateA
        ? null
        : { difference: difference / rateA, from: interval.from / rateA, to: interval.to / rateA },
  }
}

/** The interval as somebody saw it at the end of each of at most so many days, evenly taken, the last among them. */
export function courseOf(
  reading: Reading,
  a: string,
  b: string,
  share: number,
  most = 60,
): DayOfComparison[] {
  const days = pairsOf(reading, a, b)
  const step = Math.max(1, Math.ceil(days.length / most))
  const places = days.flatMap((_, at) => ((days.length - 1 - at) % step === 0 ? [at] : []))
  const intervals = intervalsAfter(days, places, share)
  return places.flatMap((place, at) => {
    const upTo = days.slice(0, place + 1)
    const sum = (of: 'a' | 'b') =>
      rateOf({
        people: upTo.reduce((all, day) => all + day[of].people, 0),
        reached: upTo.reduce((all, day) => all + day[of].reached, 0),
      })
    const [rateA, rateB] = [sum('a'), sum('b')]
    const [interval, day] = [intervals[at], reading.days[place]?.day]
    if (rateA === null || rateB === null || interval === undefined || day === undefined) return []
    return [{ day, difference: rateB - rateA, ...interval }]
  })
}

const outcomes = (reading: Reading, arm: string): Outcomes => reading.arms[arm] ?? noCount

const pairsOf = (reading: Reading, a: string, b: string): Pair[] =>
  reading.days.map(({ arms }) => ({ a: arms[a] ?? nobody, b: arms[b] ?? nobody }))

function overNothing(experiment: Experiment, reading: Reading): Comparison | null {
  if (experiment.place === holdoutPlace || outcomes(reading, holdoutArm).people === 0) return null
  const rated = experiment.arms.map(({ id }) => ({ id, rate: rateOf(outcomes(reading, id)) ?? -1 }))
  const [best] = rated.sort((x, y) => y.rate - x.rate)
  return best === undefined || best.rate < 0 ? null : compare(reading, holdoutArm, best.id, alpha)
}

/** A quarter of the rate there is, in points people would name. */
export function usualPoints(rate: number | null): number {
  const quarter = (rate ?? 0) / 4
  return pointsToAsk.findLast((points) => points <= quarter + 1e-9) ?? pointsToAsk[0]
}
export const pointsToAsk = [0.005, 0.01, 0.02, 0.03, 0.05, 0.1] as const

function whenTold(
  { arms, dealings, goal }: Experiment,
  reading: Reading,
  difference: number,
  share: number,
): Omit<Analysis['asked'], 'points'> {
  const [first, other] = arms
  const shares = [...dealings.values()].at(-1)?.shares
  if (first === undefined || other === undefined || shares === undefined || goal === null) {
    return { days: null, why: 'unknown' }
  }
  const [ofA, ofB] = [shares[first.id] ?? 0, shares[other.id] ?? 0]
  const pair = [reading.arms[first.id] ?? noCount, reading.arms[other.id] ?? noCount]
  const counted = pair.reduce((sum, { people }) => sum + people, 0)
  const waiting = pair.reduce((sum, one) => sum + one.waiting, 0)
  const a = pair[0] ?? noCount
  // A rate of 0 of five people is not believed: as if a tenth of twenty had been seen before.
  const rate = (a.reached + 2) / (a.people + 20)
  const needed = peopleToTell({ rate, difference, shareOfB: ofB / (ofA + ofB) }, share)
  if (counted >= needed) return { days: null, why: 'passed' }
  const dayMs = 86_400_000
  const windowDays = Math.ceil(goal.windowMs / dayMs)
  const missing = needed - counted - waiting
  if (missing <= 0) return { days: Math.max(1, windowDays), why: 'inTime' }
  const all = Object.values(reading.arms).reduce((sum, one) => sum + one.people + one.waiting, 0)
  const perDay = all === 0 ? 0 : (reading.perDay * (counted + waiting)) / all
  if (perDay === 0 || !Number.isFinite(missing)) return { days: null, why: 'nobodyEnters' }
  return { days: Math.ceil(missing / perDay) + windowDays, why: 'inTime' }
}
