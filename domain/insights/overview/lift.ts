import { alpha } from '../../experiments/analysis.ts'
import { type Experiment, holdoutArm, holdoutPlace, treatedArm } from '../../experiments/experiment.ts'
import { noCount, type Reading } from '../../experiments/reading.ts'
import { type Interval, intervalOf } from '../../experiments/statistics/difference.ts'
import { nobody, type Outcomes, rateOf, together } from '../../experiments/statistics/outcomes.ts'

/** One flow with its hold-out, as it stands. */
export interface HeldOut {
  experiment: Pick<Experiment, 'place'>
  reading: Pick<Reading, 'arms' | 'days'>
}

/**
 * How many more of those who got something reached the goal than of those who got nothing, in percent of the latter.
 * none = no flow holds anybody out, waiting = nobody's time is over on one of both sides, open = the interval touches 0.
 */
export interface Lift {
  state: 'none' | 'waiting' | 'open' | 'told'
  flows: number
  held: Outcomes
  treated: Outcomes
  /** Null while it cannot be told at all: nobody counts, or none of those held out reached the goal. */
  percent: number | null
  interval: Interval | null
}

/**
 * Pure: every flow with a hold-out together. Each is compared with its own, so that a flow whose people buy anyway does not speak for
 * the others, and counts by how many it reached. Each interval is held to its part of `alpha`, so that all of them, and what they come
 * to, are right together.
 */
export function liftOf(all: readonly HeldOut[]): Lift {
  const flows = all.filter(({ experiment }) => experiment.place === holdoutPlace)
  const counted = flows.flatMap(({ reading }) => {
    const [held, treated] = [reading.arms[holdoutArm] ?? noCount, reading.arms[treatedArm] ?? noCount]
    return held.people === 0 || treated.people === 0 ? [] : [{ reading, held, treated }]
  })
  const sum = (which: 'held' | 'treated') =>
    counted.reduce<Outcomes>((outcomes, one) => together(outcomes, one[which]), nobody)
  const found = { flows: flows.length, held: sum('held'), treated: sum('treated') }
  if (counted.length === 0) {
    return { state: flows.length === 0 ? 'none' : 'waiting', ...found, percent: null, interval: null }
  }
  /** Goals of those who got something, had they done as those who got nothing. */
  const expected = counted.reduce(
    (goals, { held, treated }) => goals + treated.people * (rateOf(held) ?? 0),
    0,
  )
  if (expected === 0) return { state: 'open', ...found, percent: null, interval: null }
  const more = { point: 0, from: 0, to: 0 }
  for (const { reading, held, treated } of counted) {
    const days = reading.days.map(({ arms }) => ({
      a: arms[holdoutArm] ?? nobody,
      b: arms[treatedArm] ?? nobody,
    }))
    const { from, to } = intervalOf(days, alpha / counted.length)
    more.point += treated.people * ((rateOf(treated) ?? 0) - (rateOf(held) ?? 0))
    more.from += treated.people * from
    more.to += treated.people * to
  }
  const inPercent = (goals: number) => (goals / expected) * 100
  const interval = { from: inPercent(more.from), to: inPercent(more.to) }
  return {
    state: interval.from > 0 || interval.to < 0 ? 'told' : 'open',
    ...found,
    percent: inPercent(more.point),
    interval,
  }
}
