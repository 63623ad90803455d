import { expect, it } from 'vitest'
import { holdoutArm, holdoutPlace, treatedArm } from '../../experiments/experiment.ts'
import { anExperiment, aReading } from '../../experiments/testing/a-reading.ts'
import { liftOf } from './lift.ts'

/** A flow that holds people out: on each day so many `[people, reached]`. */
const flow = (days: number, held: readonly [number, number], treated: readonly [number, number]) => ({
  experiment: anExperiment({ place: holdoutPlace }),
  reading: aReading(days, { [holdoutArm]: held, [treatedArm]: treated }),
})

it('tells how many more reached the goal than of those who got nothing, when it can be told', () => {
  const lift = liftOf([flow(40, [50, 5], [50, 15])])
  expect(lift).toMatchObject({
    ...{ state: 'told', flows: 1, held: { people: 2_000, reached: 200 } },
    treated: { people: 2_000, reached: 600 },
  })
  // 30 % instead of 10 %: three times as many.
  expect(lift.percent).toBeCloseTo(200)
  expect(lift.interval?.from).toBeGreaterThan(0)
})

it('compares each flow with its own hold-out: one whose people buy anyway does not speak for another', () => {
  // In both nothing is changed; taken as one heap, 10 of 110 would stand beside 100 of 200.
  const lift = liftOf([flow(1, [100, 50], [100, 50]), flow(1, [10, 0], [1_000, 0])])
  expect(lift.percent).toBeCloseTo(0)
  expect(lift.state).toBe('open')
})

it('a difference of a few people is none that can be told', () => {
  const lift = liftOf([flow(1, [10, 1], [10, 2])])
  expect(lift.state).toBe('open')
  expect(lift.percent).toBeCloseTo(100)
})

it('says what is missing where there is no hold-out, or nobody who counts, or nobody of it reached the goal', () => {
  const split = { experiment: anExperiment(), reading: aReading(9, { a: [9, 1], b: [9, 1] }) }
  expect(liftOf([split])).toMatchObject({ state: 'none', percent: null })
  expect(liftOf([flow(1, [0, 0], [10, 3])])).toMatchObject({ state: 'waiting', flows: 1, percent: null })
  expect(liftOf([flow(1, [10, 0], [10, 3])])).toMatchObject({ state: 'open', percent: null, interval: null })
})
