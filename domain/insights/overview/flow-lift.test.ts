import { expect, it } from 'vitest'
import { type Experiment, holdoutArm, holdoutPlace, treatedArm } from '../../experiments/experiment.ts'
import { anExperiment, aReading } from '../../experiments/testing/a-reading.ts'
import { flowLiftOf } from './flow-lift.ts'

const arms = [
  { id: holdoutArm, letter: '—', name: '空白对照组' },
  { id: treatedArm, letter: '发', name: '照流程走的人' },
]
const holdout = (more: Partial<Experiment> = {}) => anExperiment({ place: holdoutPlace, arms, ...more })
const reading = (days: number, held: [number, number], treated: [number, number]) =>
  aReading(days, { [holdoutArm]: held, [treatedArm]: treated }, { dealt: [] })

it('tells of a flow how many more did it than of those held out, or that it cannot tell', () => {
  expect(flowLiftOf(holdout(), reading(120, [10, 2], [30, 12]))).toEqual({
    ...{ flow: 'repurchase', state: 'more', says: '+100%' },
  })
  expect(flowLiftOf(holdout(), reading(120, [30, 12], [30, 6]))).toMatchObject({
    state: 'less',
    says: '−50%',
  })
  // One in a hundred against none: points, for there is nothing to be a percentage of.
  expect(flowLiftOf(holdout(), reading(120, [10, 0], [30, 9]))).toMatchObject({ says: '+30 个点' })
  expect(flowLiftOf(holdout(), reading(3, [3, 1], [30, 12]))).toMatchObject({ state: 'open', says: '看不出' })
})

it('says in words what there is not, and what is not to be believed', () => {
  expect(flowLiftOf(holdout({ goal: null }), reading(9, [3, 1], [3, 1]))).toMatchObject({ says: '没有目标' })
  expect(flowLiftOf(holdout(), aReading(0, {}, { dealt: [] }))).toMatchObject({ says: '还没人' })
  const strayed = {
    ...reading(120, [10, 2], [30, 12]),
    dealt: [{ shares: [0.1, 0.9], people: [1_200, 3_600] }],
  }
  expect(flowLiftOf(holdout(), strayed)).toMatchObject({ state: 'doubtful', says: '人数跑偏，先别信' })
})
