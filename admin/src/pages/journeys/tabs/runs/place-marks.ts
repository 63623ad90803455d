import type { AnswerOf } from '../../../../api/operations.ts'
import { figure } from '../../../../design/numbers.ts'
import { nameOf, waysOf } from '../../graph/ways.ts'
import { type Journey, kindOf, stepsOf } from '../../graph/written.ts'
import { peopleOnWays } from '../figures/flow-people.ts'
import type { FootFigure, StepMark } from '../figures/marks.ts'

export type Places = AnswerOf<'get', '/journeys/{id}/places'>
type Place = Places['steps'][number]

/** What stands on each step: who is there now, and below it what became of those before. */
export function marksOfPlaces(journey: Journey, places: Places): Record<string, StepMark> {
  const passed = places.steps.map(({ id, there, totals }) => ({
    id,
    came: totals?.came ?? 0,
    there,
    left: leftOf(totals),
  }))
  const onWays = peopleOnWays(journey, places.entered ?? 0, passed)
  return Object.fromEntries(
    places.steps.map((place) => [
      place.id,
      {
        badge: { text: figure(place.there, '人'), tone: place.there > 0 ? 'people' : 'none' },
        foot: place.totals ? footOf(journey, place, onWays) : [],
      },
    ]),
  )
}

function footOf(journey: Journey, { id, totals }: Place, onWays: Map<string, number>): FootFigure[] {
  const step = stepsOf(journey)[id]
  if (!step || !totals) return []
  const left = totals.left.reduce((sum, { people }) => sum + people, 0)
  const leaving = left > 0 ? [{ label: '中途离开', value: figure(left) }] : []
  if (kindOf(step) === 'send') {
    const { sent, notSent } = totals
    return [
      { label: '发出', value: figure(sent) },
      { label: '没发', value: figure(notSent), ...(notSent > 0 && { tone: 'bad' as const }) },
      ...leaving,
    ]
  }
  const ways = waysOf(id, step)
  if (ways.length < 2)
    return totals.came > 0 ? [{ label: '累计', value: figure(totals.came) }, ...leaving] : leaving
  const told = ways.flatMap((way) => {
    const people = onWays.get(nameOf(way))
    return people === undefined ? [] : [{ label: way.label, value: figure(people) }]
  })
  return [...told, ...leaving]
}

const leftOf = (totals: Place['totals']): number =>
  totals?.left.reduce((sum, { people }) => sum + people, 0) ?? 0
