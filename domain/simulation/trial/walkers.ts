import { buyerRulesOf } from '../../language/buyer-rules.ts'
import type { JourneyDefinition } from '../../language/journey.ts'
import type { Rule } from '../../language/rule.ts'
import { pickShare, share } from '../../stable-hash.ts'
import { type Arrival, filter, fittingArrivals, holdsFor } from './arrange.ts'
import type { Candidate } from './candidate.ts'
import { asksMuch, buyingOnTheWay, refundingOnTheWay } from './orders.ts'
import { withoutAddress } from './people.ts'
import { durationOf, type WayOut } from './route.ts'
import { solve } from './solve.ts'

interface By {
  entry: JourneyDefinition['entry']
  registry: Parameters<typeof fittingArrivals>[1]['registry']
  at: Date
  journey: JourneyDefinition
  /** Somebody reachable of this id. */
  base(id: string): Candidate
}

const mostIds = 2_000

/** Test customers who should walk along a row of ways: they fit the entry and every branch on the row, when they come to it. */
export function* walkers(row: readonly WayOut[], by: By): Generator<Arrival> {
  const id = idFor(row, by.journey)
  if (id === null) return
  const isSilent = row.some(({ stepId, place }) => by.journey.steps[stepId]?.kind === 'send' && place > 0)
  const base = isSilent ? withoutAddress(by.base(id)) : by.base(id)
  for (const arrival of fittingArrivals(base, by)) {
    const props = arrival.happenings.find(({ kind }) => kind === 'event')
    const entry = props?.kind === 'event' ? props.event.props : {}
    yield* along(asksOn(row, by), { ...arrival.candidate, entry: { ...entry } }, arrival, by)
  }
}

interface Ask {
  rule: Rule
  wanted: boolean
  at: Date
}

function* along(asks: readonly Ask[], candidate: Candidate, arrival: Arrival, by: By): Generator<Arrival> {
  const [ask, ...rest] = asks
  if (ask === undefined) {
    yield {
      happenings: arrival.happenings.map((one) => withProps(one, candidate.entry)),
      candidate: { ...candidate, at: by.at },
    }
    return
  }
  const from = { ...candidate, at: ask.at }
  // Most people need not change to pass.
  const fitting = holdsFor(ask.rule, from, by.registry) === ask.wanted ? [from] : fittingOnes(ask, from, by)
  for (const next of fitting) yield* along(rest, next, arrival, by)
}

/** They are so from the beginning, or become so by what they order, or want their money back for, on the way. */
function* fittingOnes({ rule, wanted }: Ask, from: Candidate, { registry }: By): Generator<Candidate> {
  const fits = (one: Candidate) => holdsFor(rule, one, registry) === wanted
  if (asksMuch(rule, registry)) {
    const rules = buyerRulesOf(registry)
    yield* buyingOnTheWay(from, fits, rules)
    yield* refundingOnTheWay(from, fits, rules)
  }
  yield* filter(solve(rule, wanted, from, { registry, nearness: 'well' }), fits)
}

function withProps(happening: Arrival['happenings'][number], props: Record<string, unknown>) {
  return happening.kind === 'event' ? { ...happening, event: { ...happening.event, props } } : happening
}

/** What the branches of a row ask, each at the time people come to it. */
function asksOn(row: readonly WayOut[], { journey, at }: By): Ask[] {
  return row.flatMap(({ stepId, place }, index): Ask[] => {
    const step = journey.steps[stepId]
    if (step?.kind !== 'branch') return []
    const then = new Date(at.getTime() + durationOf(row.slice(0, index), journey))
    return (
      step.cases
        .slice(0, place + 1)
        .map(({ when }, n) => ({ rule: when, wanted: n === place, at: then }))
        // What must hold decides more than what must not.
        .reverse()
    )
  })
}

/** An id that shares and hold-out send along this row; null when none does. */
function idFor(row: readonly WayOut[], { id: journeyId, steps, holdout }: JourneyDefinition): string | null {
  for (let n = 0; n < mostIds; n += 1) {
    const id = `c_test_${n}`
    if (share(id, `holdout:${journeyId}`) < holdout) continue
    const goes = row.every(({ stepId, to }) => {
      const step = steps[stepId]
      return step?.kind !== 'split' || pickShare(step.shares, id, `split:${journeyId}:${stepId}`).to === to
    })
    if (goes) return id
  }
  return null
}
