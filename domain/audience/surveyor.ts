import type { Connection } from '../../models/connect.ts'
import type { Customer } from '../../models/customer.ts'
import { idAt, timeOfId } from '../../models/customer-id-times.ts'
import { createCustomerLists } from '../../models/customer-lists.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { EventCount } from '../language/rule.ts'
import { createAudienceStore } from './audience-store.ts'
import { type SamplePlace, sampleError } from './sample-error.ts'
import {
  addPerson,
  eventsAsked,
  meetingAll,
  newTally,
  type SurveyAsk,
  type SurveyTally,
} from './survey-tally.ts'

const pageSize = 500
/** So many places of the store, and so many neighbours at each, make a sample. */
const places = 40
const neighbours = 40

/** A customer with their events counted. */
export interface Counted {
  customer: Customer
  count: (leaf: EventCount) => number
}

export type Surveyor = ReturnType<typeof createSurveyor>

/** Looks at everybody once for all that is asked of an audience, or at some of them for an estimate. */
export function createSurveyor(deps: {
  connection: Connection
  customers: Pick<Customers, 'traitInClear'>
  clock: Clock
}) {
  const { traitInClear } = deps.customers
  const store = createAudienceStore(deps.connection)
  const lists = createCustomerLists(deps.connection)

  async function counted(
    customers: Customer[],
    leaves: readonly EventCount[],
    now: Date,
  ): Promise<Counted[]> {
    const ids = customers.flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom])
    // The same question asked in two places is asked once.
    const answers = new Map<string, Map<string, number>>()
    const counts = new Map<EventCount, Map<string, number>>()
    for (const leaf of leaves) {
      const question = JSON.stringify(leaf)
      const answer = answers.get(question) ?? (await store.countEvents(leaf, ids, now))
      answers.set(question, answer)
      counts.set(leaf, answer)
    }
    return customers.map((customer) => {
      const own = [customer._id, ...customer.mergedFrom]
      return {
        customer,
        count: (leaf) => own.reduce((sum, id) => sum + (counts.get(leaf)?.get(id) ?? 0), 0),
      }
    })
  }

  /** Customers from places all over the store, each once; `placeOf` says where the nth is, from 0 to 1. */
  async function* sample(placeOf: (n: number) => number = Math.random): AsyncGenerator<Customer[]> {
    const [first, last] = await lists.ends()
    const span = spanOf(first, last)
    const seen = new Set<string>()
    for (let place = 0; place < places; place += 1) {
      const from = span === null ? (place === 0 ? '' : null) : placeWithin(span, placeOf(place))
      if (from === null) return
      const found = await store.customersAfter(from, null, {
        pageSize: span === null ? places * neighbours : neighbours,
      })
      const fresh = found.filter(({ _id }) => !seen.has(_id))
      for (const { _id } of fresh) seen.add(_id)
      if (fresh.length > 0) yield fresh
    }
  }

  return {
    size: lists.size,
    sample,

    /** Some of them, each counted for what is asked. */
    async *some(ask: SurveyAsk): AsyncGenerator<Counted[]> {
      const now = deps.clock.now()
      for await (const customers of sample()) yield await counted(customers, eventsAsked(ask), now)
    },

    /** An estimate from some of them, and the standard error of the share who meet all conditions. */
    async estimate(ask: SurveyAsk): Promise<{ tally: SurveyTally; error: number | null }> {
      const now = deps.clock.now()
      const tally = newTally()
      const found: SamplePlace[] = []
      for await (const customers of sample()) {
        const before = { seen: tally.seen, hits: meetingAll(tally, ask) }
        for (const person of await counted(customers, eventsAsked(ask), now))
          addPerson(tally, ask, person, { now, traitInClear })
        found.push({ seen: tally.seen - before.seen, hits: meetingAll(tally, ask) - before.hits })
      }
      return { tally, error: sampleError(found) }
    },

    /** Everybody; null when nobody wanted to know any more. `progress` is told after each page. */
    async everybody(
      ask: SurveyAsk,
      { isWanted, progress }: { isWanted(): boolean; progress(seen: number): void },
    ): Promise<SurveyTally | null> {
      const now = deps.clock.now()
      const tally = newTally()
      let last: string | null = null
      for (;;) {
        if (!isWanted()) return null
        const customers: Customer[] = await store.customersAfter(last, null, { pageSize })
        for (const person of await counted(customers, eventsAsked(ask), now))
          addPerson(tally, ask, person, { now, traitInClear })
        progress(tally.seen)
        const end = customers.at(-1)
        if (customers.length < pageSize || end === undefined) return tally
        last = end._id
      }
    },
  }
}

interface Span {
  from: number
  to: number
}

/** When the first and the last of them came, by their ids; null where ids do not tell, or there are too few. */
function spanOf(first: string | null, last: string | null): Span | null {
  if (first === null || last === null) return null
  const [from, to] = [timeOfId(first), timeOfId(last)]
  return from === null || to === null || to <= from ? null : { from, to }
}

const placeWithin = ({ from, to }: Span, place: number): string => idAt(from + place * (to - from))
