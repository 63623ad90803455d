import { channelLabels, eventLabels, labelOf } from '../../../domain/audience/labels.ts'
import { type Analysis, alpha, type Comparison, refusedMore } from '../../../domain/experiments/analysis.ts'
import { type Experiment, holdoutArm, holdoutPlace } from '../../../domain/experiments/experiment.ts'
import type { FoundExperiment } from '../../../domain/experiments/experiments.ts'
import { type Cut, hoursTogether, noCount, type Reading } from '../../../domain/experiments/reading.ts'
import { type Outcomes, rateOf } from '../../../domain/experiments/statistics/outcomes.ts'
import { percentText, type Verdict } from '../../../domain/experiments/verdict.ts'
import { describeDuration } from '../../../domain/language/duration.ts'
import type { Channel } from '../../../models/customer.ts'

const counted = (one: Outcomes) => ({ people: one.people, reached: one.reached, rate: rateOf(one) })

export function presentSummary(
  { experiment, isDealing }: FoundExperiment,
  reading: Reading,
  verdict: Verdict,
) {
  const { journeyId, place, name, journeyName, owner, goal, dealings } = experiment
  const shares = isDealing ? [...dealings.values()].at(-1)?.shares : undefined
  const arm = (one: { id: string; letter: string; name: string }) => {
    const count = reading.arms[one.id] ?? noCount
    return {
      ...one,
      share: shares?.[one.id] ?? null,
      ...counted(count),
      waiting: count.waiting,
      fenPerPerson: count.people === 0 ? null : Math.round(count.valueFen / count.people),
      refused: count.refused,
    }
  }
  return {
    ...{ journeyId, place, name, journeyName, isDealing, verdict },
    isBroadcast: experiment.writtenAs === 'broadcast',
    owner: owner ?? null,
    goal: goal && { says: labelOf(eventLabels, goal.event), within: describeDuration(goal.windowMs) },
    arms: armsWithHeldOut(experiment, reading).map(arm),
    readAt: reading.at,
  }
}

/** A split shows who is held out of it beside its arms. */
function armsWithHeldOut({ arms, place, dealings }: Experiment, reading: Reading) {
  const hasHeldOut =
    place !== holdoutPlace &&
    (reading.arms[holdoutArm] !== undefined || [...dealings.values()].some(({ holdout }) => holdout > 0))
  return hasHeldOut ? [...arms, { id: holdoutArm, letter: '—', name: '空白对照组' }] : arms
}

export const presentComparison = ({ a, b, difference, interval, isTold, since }: Comparison) => ({
  ...{ a, b, difference, ...interval, isTold, since },
})

const whole = (value: number): string => value.toLocaleString('en-US')

/** Whether one may believe it, in the order one would ask. */
export function presentHealth(experiment: Experiment, reading: Reading, analysis: Analysis) {
  const { arms, goal, place } = experiment
  const within = goal ? describeDuration(goal.windowMs) : ''
  const waiting = Object.values(reading.arms).reduce((sum, one) => sum + one.waiting, 0)
  const dealt = arms.map((_, at) => reading.dealt.reduce((sum, { people }) => sum + (people[at] ?? 0), 0))
  const p = Math.min(analysis.dealt, analysis.heldOut ?? 1)
  const held = reading.arms[holdoutArm] ?? noCount
  const hasHeldOut = place === holdoutPlace || held.people + held.waiting > 0
  const refused = refusals(experiment, reading)
  return [
    {
      key: 'dealt' as const,
      state: analysis.isStray ? ('bad' as const) : ('good' as const),
      says: analysis.isStray ? '各组人数跑偏了' : '各组人数没跑偏',
      figures: `${dealt.map(whole).join(' : ')}，p ${p < 0.0001 ? '< 0.0001' : `= ${p.toFixed(2)}`}`,
    },
    {
      key: 'inTwo' as const,
      state: reading.inTwo > 0 ? ('bad' as const) : ('good' as const),
      says: reading.inTwo > 0 ? '有人两组都进了，没算在内' : '没人两组都进',
      figures: `${whole(reading.inTwo)} 人`,
    },
    {
      key: 'refused' as const,
      state: refused.isMore ? ('bad' as const) : ('good' as const),
      says: refused.isMore ? '退订变多了' : '退订没变多',
      figures: refused.figures,
    },
    ...(hasHeldOut
      ? [
          {
            key: 'heldOut' as const,
            state: reading.toHeldOut > 0 ? ('bad' as const) : ('good' as const),
            says: reading.toHeldOut > 0 ? '对照组收到了营销消息' : '对照组没收到任何营销消息',
            figures: `${whole(held.people + held.waiting)} 人，触达 ${whole(reading.toHeldOut)} 条`,
          },
        ]
      : []),
    ...(waiting > 0 && goal
      ? [
          {
            key: 'waiting' as const,
            state: 'note' as const,
            says: `${whole(waiting)} 人还没满 ${within}`,
            figures: '不算在内，每天补进来',
          },
        ]
      : []),
  ]
}

function refusals({ arms }: Experiment, reading: Reading) {
  const [first, ...others] = arms
  const shown = arms.map(({ id, letter }) => {
    const { refused, people } = reading.arms[id] ?? noCount
    return `${letter} ${people === 0 ? '还没有人' : percentText(refused / people)}`
  })
  const isMore = others.some(({ id }) => refusedMore(reading, first?.id ?? '', id, alpha / others.length))
  return { isMore, figures: `${shown.join(' · ')}${isMore ? '' : '，看不出差别'}` }
}

export function presentCuts({ arms }: Experiment, { cuts }: Reading) {
  return cuts.map((cut) => ({
    by: cut.by,
    says: cutWords(cut),
    arms: arms.map(({ id }) => ({ id, ...counted(cut.arms[id] ?? noCount) })),
  }))
}

function cutWords({ by, value }: Cut): string {
  if (by === 'week') return value === 'weekend' ? '周末进来的' : '周一到周五进来的'
  if (by === 'channel') return `先收到${channelLabels[value as Channel] ?? value}的`
  return `${value} 点到 ${Number(value) + hoursTogether} 点进来的`
}
