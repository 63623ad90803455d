import type { Customer } from '../../models/customer.ts'
import type { AwaitingWindow } from '../../models/queued-touches.ts'
import type { StandingRuns } from '../../models/standing-runs.ts'
import type { Audience } from '../audience/query.ts'
import type { Calendar } from '../calendar/calendar.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { keyOf, versionKeyOf } from '../definitions/keys.ts'
import type { Published } from '../definitions/published.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import type { Rule } from '../language/rule.ts'
import type { SendStep } from '../language/steps/send.ts'
import { dayStart } from '../local-time.ts'
import { type BroadcastPlan, planOf } from './plan.ts'

const dayMs = 86_400_000
/** So many who wait in flows are looked at, those who come first. */
const mostWaiting = 5_000
/** People whose wait ends within it come together. */
const togetherMs = 10 * 60_000

/** What is looked at, from the day before: what then comes too late to be asked for waits for the day itself. */
interface Stretch {
  from: Date
  until: Date
}

/** A message of a flow or 群发 that goes to some at one moment, before another one. */
export interface PlannedSend {
  journeyId: string
  holdout: number
  send: Pick<SendStep, 'message' | 'channels' | 'whenCapped' | 'confirm'>
  at: Date
  /** Who gets it; of very many a sample, by which every salesperson who is asked is known. */
  people: readonly string[]
  /** Which of these get it, by the ids they have now. */
  among(customers: readonly Customer[]): Promise<ReadonlySet<string>>
}

export interface PlannedSendsDeps {
  published: Pick<Published, 'registry' | 'numbersOf'>
  calendar: () => Calendar
  waiting: { awaitingWindow(until: Date, limit: number): Promise<AwaitingWindow[]> }
  standing: Pick<StandingRuns, 'inOrder'>
  customers: Pick<Customers, 'findMany'>
  audience: Pick<Audience, 'holdsFor'>
  /** Some of the people of a rule, or all. */
  drawn: (to: Rule) => Promise<readonly string[]>
  priorityOf: (journeyId: string) => number
  clock: Clock
}

/**
 * What goes before a planned 群发 and is known now: messages that wait for the time at which salespeople are asked, people whose
 * wait ends at a send, other 群发. In the order in which they go; whom flows will yet take in is not known.
 */
export function createPlannedSends(deps: PlannedSendsDeps) {
  const { published, calendar, waiting, standing, customers, audience, drawn, priorityOf, clock } = deps

  async function toThose(
    of: Pick<PlannedSend, 'journeyId' | 'send' | 'at'>,
    ids: readonly string[],
  ): Promise<PlannedSend> {
    const found = await customers.findMany([...new Set(ids)])
    const current = new Set([...found.values()].map(({ _id }) => _id))
    const among = async (some: readonly Customer[]) =>
      new Set(some.flatMap(({ _id }) => (current.has(_id) ? [_id] : [])))
    return { ...of, holdout: 0, people: [...current], among }
  }

  /** Of flows: what waits for the time to ask. */
  async function awaiting(until: Date): Promise<PlannedSend[]> {
    const groups = new Map<string, AwaitingWindow[]>()
    for (const each of await waiting.awaitingWindow(until, mostWaiting)) {
      const key = `${each.journeyId} ${each.messageId} ${each.at.getTime()}`
      groups.set(key, [...(groups.get(key) ?? []), each])
    }
    return Promise.all(
      [...groups.values()].flatMap((group) => {
        const [first] = group
        if (first === undefined) return []
        const { journeyId, messageId: message, at } = first
        const send = { message, whenCapped: 'skip' as const }
        return [
          toThose(
            { journeyId, send, at },
            group.map(({ customerId }) => customerId),
          ),
        ]
      }),
    )
  }

  /** Of a flow: people whose wait ends by then, and whose next step sends. */
  async function comingIn(
    { id, steps }: JourneyDefinition,
    { from, until }: Stretch,
  ): Promise<PlannedSend[]> {
    const ways = Object.entries(steps).flatMap(([stepId, step]) => {
      const next = step.kind === 'wait' ? steps[step.next] : undefined
      return next?.kind === 'send' ? [{ stepId, send: next }] : []
    })
    if (ways.length === 0) return []
    const numbers = await published.numbersOf([keyOf('journey', id)])
    const versionIds = numbers.map(({ number }) => versionKeyOf(id, number))
    const sends: PlannedSend[] = []
    for (const { stepId, send } of ways) {
      const byMoment = new Map<number, string[]>()
      let looked = 0
      for await (const { customerId, dueAt } of standing.inOrder(
        { versionIds, stepId },
        { at: from, id: '' },
      )) {
        if (dueAt === undefined || dueAt > until || looked === mostWaiting) break
        looked += 1
        const together = Math.floor(dueAt.getTime() / togetherMs) * togetherMs
        const at = Math.max(together, clock.now().getTime())
        byMoment.set(at, [...(byMoment.get(at) ?? []), customerId])
      }
      for (const [at, ids] of byMoment) {
        sends.push(await toThose({ journeyId: id, send, at: new Date(at) }, ids))
      }
    }
    return sends
  }

  function otherBroadcasts(plan: BroadcastPlan, { from, until }: Stretch): BroadcastPlan[] {
    const now = clock.now()
    return published.registry.journeys.flatMap((journey) => {
      const other = planOf(journey, calendar(), now)
      if (other === null || other.id === plan.id || other.at === null) return []
      return other.at > now && other.at >= from && other.at <= until ? [other] : []
    })
  }

  return async function before(plan: BroadcastPlan): Promise<PlannedSend[]> {
    const { id, at: until } = plan
    if (until === null) return []
    const stretch = { from: dayStart(new Date(until.getTime() - dayMs)), until }
    const flows = published.registry.journeys.filter((each) => each.writtenAs !== 'broadcast')
    const found = [
      ...(await awaiting(until)),
      ...(await Promise.all(flows.map((flow) => comingIn(flow, stretch)))).flat(),
    ]
    for (const { id: journeyId, to, send, at, holdout } of otherBroadcasts(plan, stretch)) {
      const among = (some: readonly Customer[]) => audience.holdsFor(to, [...some])
      if (at !== null) found.push({ journeyId, holdout, send, at, people: await drawn(to), among })
    }
    const rank = ({ journeyId }: PlannedSend) => priorityOf(journeyId)
    const own = priorityOf(id)
    return found
      .filter((each) => each.at < until || rank(each) > own || (rank(each) === own && each.journeyId < id))
      .sort((a, b) => a.at.getTime() - b.at.getTime() || rank(b) - rank(a))
  }
}
