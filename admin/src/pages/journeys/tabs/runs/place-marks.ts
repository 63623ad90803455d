import type { AnswerOf, InputOf } from '../../../../api/operations.ts'
import { figure } from '../../../../design/numbers.ts'
import { allWays, nameOf, waysOf } from '../../graph/ways.ts'
import { end, entry, type Journey, kindOf, stepsOf } from '../../graph/written.ts'
import { peopleOnWays } from '../figures/flow-people.ts'
import type { FootFigure, StepMark, StepMarks, WayMarks } from '../figures/marks.ts'

export type Places = AnswerOf<'get', '/journeys/{id}/places'>
type Place = Places['steps'][number]
type Left = NonNullable<Place['totals']>['left']
type Which = InputOf<'get', '/journeys/{id}/places/{stepId}/passed'>['query']['which']

/** Whom a figure opens. */
export interface Passed {
  stepId: string
  which: Which
  reason?: string
}

/** As a figure carries it. */
export const opens = ({ which, stepId, reason }: Passed): string => [which, stepId, reason ?? ''].join(' ')

/** Whom that is. */
export function opened(what: string): Passed {
  const [which = '', stepId = '', ...reason] = what.split(' ')
  return { which: which as Which, stepId, ...(reason.join(' ') && { reason: reason.join(' ') }) }
}

/** What stands on each step: who is there now, and below it what became of those before; and who went along each way. */
export function marksOfPlaces(journey: Journey, places: Places): { steps: StepMarks; ways: WayMarks } {
  const passed = places.steps.map(({ id, there, totals }) => ({
    id,
    came: totals?.came ?? 0,
    there,
    left: sum(totals?.left ?? []),
  }))
  const onWays = peopleOnWays(journey, places.entered ?? 0, passed)
  const steps = places.steps.map((place): [string, StepMark] => [
    place.id,
    {
      badge: { text: figure(place.there, '人'), tone: place.there > 0 ? 'people' : 'none' },
      foot: place.totals ? footOf(journey, place, onWays) : [],
    },
  ])
  const told = places.entered === null ? [] : [...onWays]
  return {
    steps: Object.fromEntries([...steps, ...entryMark(places)]),
    ways: Object.fromEntries(told.map(([name, people]) => [name, { value: figure(people, '人') }])),
  }
}

function entryMark({ entered }: Places): [string, StepMark][] {
  return entered === null ? [] : [[entry, { badge: { text: figure(entered), tone: 'count' } }]]
}

function footOf(journey: Journey, { id, totals }: Place, onWays: Map<string, number>): FootFigure[] {
  const step = stepsOf(journey)[id]
  if (!step || !totals) return []
  const leaving = leavingOf(id, totals.left)
  if (kindOf(step) === 'send') {
    const { sent, notSent } = totals
    return [
      people('发出', sent, { which: 'sent', stepId: id }),
      {
        ...people('没发', notSent, { which: 'notSent', stepId: id }),
        ...(notSent > 0 && { tone: 'bad' as const }),
      },
      ...leaving,
    ]
  }
  const ways = waysOf(id, step)
  if (ways.length < 2)
    return totals.came > 0
      ? [people('累计', totals.came, { which: 'came', stepId: id }), ...leaving]
      : leaving
  const told = ways.flatMap((way) => {
    const count = onWays.get(nameOf(way))
    if (count === undefined) return []
    // Who went along a way is known by name where it alone leads to a step.
    const isOnly = way.to !== end && allWays(journey).filter(({ to }) => to === way.to).length === 1
    return [people(way.label, count, isOnly ? { which: 'came', stepId: way.to } : null)]
  })
  return [...told, ...leaving]
}

function leavingOf(stepId: string, left: Left): FootFigure[] {
  const [only, ...others] = left
  if (only === undefined) return []
  if (others.length > 0) return [people('中途离开', sum(left), { which: 'left', stepId })]
  return [people(only.says, only.people, { which: 'left', stepId, reason: only.reason })]
}

function people(label: string, count: number, who: Passed | null): FootFigure {
  return { label, value: figure(count), ...(who && count > 0 && { opens: opens(who) }) }
}

const sum = (left: Left): number => left.reduce((all, { people: count }) => all + count, 0)
