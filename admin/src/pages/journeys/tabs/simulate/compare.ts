import type { AnswerOf } from '../../../../api/operations.ts'
import { figure, rate } from '../../../../design/numbers.ts'
import { nameOf, waysOf } from '../../graph/ways.ts'
import { entry, type Journey, kindOf, stepsOf } from '../../graph/written.ts'
import { peopleOnWays } from '../figures/flow-people.ts'
import type { FootFigure, StepMark, StepMarks } from '../figures/marks.ts'
import { type Forecast, perDay } from './forecast-marks.ts'

export type Real = AnswerOf<'get', '/journeys/{id}/real-figures'>

const dayMs = 86_400_000

/** Days the real figures are of; of less than half a day nothing is compared. */
export function realDays({ from, to }: Pick<Real, 'from' | 'to'>): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs)
}

interface Side {
  days: number
  entered: number
  steps: { id: string; came: number; there: number; left: number; sent: number; notSent: number }[]
}

const sideOf = (forecast: Forecast): Side => ({
  days: forecast.entries.length,
  entered: forecast.entered,
  steps: forecast.steps.map((step) => ({
    ...step,
    left: step.left.reduce((sum, { count }) => sum + count, 0),
  })),
})

/** On each step what was forecast and what really was: parts where people part, else so many a day. */
export function marksBeside(journey: Journey, forecast: Forecast, real: Real): StepMarks {
  const sides: [Side, Side] = [sideOf(forecast), { ...real, days: realDays(real) }]
  const ways = sides.map((side) => peopleOnWays(journey, side.entered, side.steps))
  const at = (side: Side, id: string) => side.steps.find((step) => step.id === id)
  const daily = (n: 0 | 1, count: number) => perDay(count, sides[n].days)
  const told = Object.entries(stepsOf(journey)).map(([id, step]): [string, StepMark] => {
    const [before, now] = [at(sides[0], id), at(sides[1], id)]
    const badge = { text: `每天 ${daily(0, before?.came ?? 0)}`, tone: 'count' as const }
    if (now === undefined) return [id, { badge, foot: [{ label: '实际', value: '没有这一步' }] }]
    if (kindOf(step) === 'send') return [id, { badge, foot: beside('发出', sentRate(before), sentRate(now)) }]
    const [first, ...others] = waysOf(id, step)
    if (first !== undefined && others.length > 0) {
      const parts = [before, now].map((side, n) => rate(ways[n]?.get(nameOf(first)) ?? 0, side?.came ?? 0))
      return [id, { badge, foot: beside(first.label, parts[0] ?? '–', parts[1] ?? '–') }]
    }
    return [id, { badge, foot: beside('每天', daily(0, before?.came ?? 0), daily(1, now.came)) }]
  })
  const came = { text: `每天 ${daily(0, forecast.entered)}`, tone: 'count' as const }
  const entering: StepMark = {
    badge: came,
    foot: beside('每天', daily(0, forecast.entered), daily(1, real.entered)),
  }
  return Object.fromEntries([...told, [entry, entering]])
}

const beside = (label: string, forecast: string, real: string): FootFigure[] => [
  { label, value: forecast, tone: 'strong' },
  { label: '实际', value: real },
]

const sentRate = (step: { sent: number; notSent: number } | undefined): string =>
  step === undefined ? '–' : rate(step.sent, step.sent + step.notSent)

/** The totals beside each other: so many a day, and parts; counts where both are of as many days. */
export function totalsBeside(
  forecast: Forecast,
  real: Real,
): { label: string; before: string; now: string }[] {
  const [before, now] = [sideOf(forecast), { ...real, days: realDays(real) }]
  const total = (side: Side, key: 'sent' | 'notSent') => side.steps.reduce((sum, step) => sum + step[key], 0)
  const row = (label: string, of: (side: Side) => string) => ({ label, before: of(before), now: of(now) })
  const goals = {
    label: '达成目标',
    before: rate(forecast.goals.count, forecast.entered),
    now: rate(real.reached, real.entered),
  }
  return [
    row('每天进入', ({ entered, days }) => perDay(entered, days)),
    row('每天发出', (side) => perDay(total(side, 'sent'), side.days)),
    row('发出率', (side) => rate(total(side, 'sent'), total(side, 'sent') + total(side, 'notSent'))),
    goals,
    ...(before.days - 1 === now.days
      ? [row('进入', ({ entered }) => figure(entered)), row('发出', (side) => figure(total(side, 'sent')))]
      : []),
  ]
}
