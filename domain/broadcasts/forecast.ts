import { setImmediate as breathe } from 'node:timers/promises'
import type { Customer } from '../../models/customer.ts'
import type { AudiencePages } from '../audience/ports.ts'
import type { Audience } from '../audience/query.ts'
import type { Surveyor } from '../audience/surveyor.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { DomainError } from '../errors.ts'
import { isHeldOut } from '../journeys/enter.ts'
import type { MessageDefinition } from '../language/message.ts'
import type { Rule } from '../language/rule.ts'
import type { Outlook } from '../outreach/create-outreach.ts'
import type { Foreseen } from '../outreach/outlook/foresee.ts'
import { createRecently } from '../recently.ts'
import { share } from '../stable-hash.ts'
import type { AheadOf } from './ahead-of.ts'
import { type FallOut, fallOutOf } from './fall-out.ts'
import { count, type ForecastFigures, noFigures } from './figures.ts'
import { type BroadcastPlan, useByAt } from './plan.ts'
import type { StoresOfPeople } from './stores-of-people.ts'

/** So many people tell what a broadcast is about; of fewer, everybody is looked at. */
const sampleSize = 2_000
/** Of so many customers not everybody is asked whether they are meant, unless those asked tell of too few. */
const manyCustomers = 20_000
const fewMeant = 200
/** Looked at in one go, before other work of this process has its turn. */
const inOneGo = 25
const idsAtOnce = 5_000
const pageSize = 200

export interface ForecastDeps {
  audience: AudiencePages & Pick<Audience, 'holdsFor'>
  surveyor: Pick<Surveyor, 'size' | 'sample'>
  customers: Pick<Customers, 'findMany'>
  foresee: Outlook['foresee']
  aheadOf: (plan: BroadcastPlan) => Promise<AheadOf>
  storesOfPeople: () => Promise<Pick<StoresOfPeople, 'codeOf'>>
  /** @throws DomainError `message.not_found` */
  message(id: string): MessageDefinition
  realClock: Clock
}

/** A slice ends with the page in which its time is over, real ms. */
export interface Slice {
  after?: string
  budgetMs: number
}

export interface Prospect {
  customer: Customer
  foreseen: Foreseen
}

/** Whom a planned broadcast would reach, on what, and who falls out where: by the gates of a send, over customers as they are. */
export function createForecast(deps: ForecastDeps) {
  const { audience, customers, foresee, aheadOf, storesOfPeople, message, realClock } = deps
  // Other words or another time for the same people draw nobody anew, and who comes back finds the forecast there.
  const recentlyDrawn = createRecently<Drawn>({ realClock })
  const recentlyAhead = createRecently<AheadOf>({ realClock })
  const recentlySampled = createRecently<Sampled>({ realClock })

  async function* prospects(plan: BroadcastPlan, those: readonly Customer[]): AsyncGenerator<Prospect> {
    const { id, send, at, holdout } = plan
    if (at === null) throw new DomainError('request.malformed', { places: { at: '这个时间已经过了' } })
    const asked = {
      message: message(send.message),
      at,
      journeyId: id,
      channels: send.channels,
      whenCapped: send.whenCapped,
      useBy: useByAt(send, at),
      confirm: send.confirm,
      isHeldOut: (customer: Customer) => isHeldOut(customer._id, { id, holdout }),
    }
    const before = await recentlyAhead(JSON.stringify(plan), () => aheadOf(plan))
    for (let from = 0; from < those.length; from += inOneGo) {
      const some = those.slice(from, from + inOneGo)
      const found = await foresee({ ...asked, ahead: await before.among(some) }, some)
      for (const [at, foreseen] of found.entries()) {
        const customer = some[at]
        if (customer !== undefined) yield { customer, foreseen }
      }
      await breathe()
    }
  }

  const current = async (ids: string[]): Promise<Customer[]> => [
    ...new Map([...(await customers.findMany(ids)).values()].map((each) => [each._id, each])).values(),
  ]

  async function countAll(figures: ForecastFigures, plan: BroadcastPlan, those: Customer[]): Promise<void> {
    const { codeOf } = await storesOfPeople()
    for await (const { customer, foreseen } of prospects(plan, those)) {
      count(figures, foreseen, codeOf(customer))
    }
  }

  async function sampled(plan: BroadcastPlan): Promise<Sampled> {
    const { total, ids } = await recentlyDrawn(JSON.stringify(plan.to), () => drawn(plan.to, deps))
    const figures = noFigures()
    for (let from = 0; from < ids.length; from += pageSize) {
      const those = await current(ids.slice(from, from + pageSize))
      await countAll(figures, plan, those)
    }
    return { total, figures }
  }

  return {
    /**
     * How many there are, or were a moment ago, and what becomes of a sample of them: of all, where they are few. Of very many
     * customers the number is an estimate.
     */
    sample: async (plan: BroadcastPlan): Promise<Sampled> =>
      recentlySampled(JSON.stringify([plan, message(plan.send.message)]), () => sampled(plan)),

    /** The next of all people, and where to go on; null = that was the last of them. */
    async slice(
      plan: BroadcastPlan,
      { after, budgetMs }: Slice,
    ): Promise<{ figures: ForecastFigures; next: string | null }> {
      const end = performance.now() + budgetMs
      const figures = noFigures()
      for await (const ids of audience.pages(plan.to, { pageSize, after, without: 'test accounts' })) {
        await countAll(figures, plan, await current(ids))
        if (performance.now() > end) return { figures, next: ids.at(-1) ?? null }
      }
      return { figures, next: null }
    },

    /** Those who fall out at one gate, or are reached: at least one page of them where there are so many. */
    async people(
      plan: BroadcastPlan,
      { of, after, budgetMs }: Slice & { of: FallOut | 'reached' },
      limit: number,
    ): Promise<{ items: Prospect[]; next: string | null }> {
      const end = performance.now() + budgetMs
      const items: Prospect[] = []
      const isOne = ({ kind, ...rest }: Foreseen) =>
        of === 'reached' ? kind === 'sent' : 'reason' in rest && fallOutOf(rest.reason) === of
      for await (const ids of audience.pages(plan.to, {
        pageSize: inOneGo,
        after,
        without: 'test accounts',
      })) {
        const those = (await current(ids)).sort((one, other) => (one._id < other._id ? -1 : 1))
        for await (const prospect of prospects(plan, those)) {
          if (!isOne(prospect.foreseen)) continue
          items.push(prospect)
          if (items.length === limit) return { items, next: prospect.customer._id }
        }
        if (performance.now() > end) return { items, next: ids.at(-1) ?? null }
      }
      return { items, next: null }
    },
  }
}

interface Drawn {
  total: number
  ids: string[]
}

interface Sampled {
  total: number
  figures: ForecastFigures
}

type Ground = Pick<ForecastDeps, 'audience' | 'surveyor'>

/** The same part of them every time. */
export const drawn = async (to: Rule, ground: Ground): Promise<Drawn> =>
  (await drawnFromSome(to, ground)) ?? drawnFromAll(to, ground)

/** Those of a rule among customers from all over the store, and about how many that makes; null where it would tell too little. */
async function drawnFromSome(to: Rule, { audience, surveyor }: Ground): Promise<Drawn | null> {
  const size = await surveyor.size()
  if (size < manyCustomers) return null
  let seen = 0
  const ids: string[] = []
  for await (const some of surveyor.sample((place) => share(String(place), 'forecast:place') / 100)) {
    seen += some.length
    const real = some.filter(({ isTest }) => isTest !== true)
    ids.push(...(await audience.holdsFor(to, real)))
  }
  return ids.length < fewMeant ? null : { total: Math.round((size * ids.length) / seen), ids: ids.sort() }
}

/** Everybody of the rule, counted. */
async function drawnFromAll(to: Rule, { audience }: Ground): Promise<Drawn> {
  let total = 0
  let kept: { id: string; place: number }[] = []
  let last = Number.POSITIVE_INFINITY
  for await (const ids of audience.pages(to, { pageSize: idsAtOnce, without: 'test accounts' })) {
    total += ids.length
    for (const id of ids) {
      const place = share(id, 'forecast:sample')
      if (place < last) kept.push({ id, place })
    }
    if (kept.length > sampleSize) {
      kept = kept.sort((one, other) => one.place - other.place).slice(0, sampleSize)
      last = kept.at(-1)?.place ?? last
    }
  }
  return { total, ids: kept.map(({ id }) => id).sort() }
}
