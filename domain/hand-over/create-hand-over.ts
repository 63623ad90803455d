import { ulid } from 'ulid'
import type { FollowedCustomerReader } from '../../models/followed-customers.ts'
import type { HandOver, HandOverCount, HandOverItem, HandOverStore } from '../../models/hand-overs.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import { createAdvanceHandOver, itemId } from './advance-hand-over.ts'
import { longestSentence } from './limits.ts'
import type { Belongings, CustomerTransfers, TransferKind } from './ports.ts'
import { createTakeOverCustomer, type TakeOverCustomer } from './take-over-customer.ts'
import { createWhatSomebodyHas, type Estate } from './what-somebody-has.ts'

export interface HandOverRequest {
  from: string
  /** One or several: what there is goes to them in turn. */
  to: readonly string[]
  kind: TransferKind
  sentence?: string
  /** Name of who begins it. */
  by: string
}

export interface HandOvers {
  estateOf(userid: string, kind: TransferKind): Promise<Estate>
  /** Userids of members who left and whose customers wait, with how many. */
  left(): Promise<ReadonlyMap<string, number>>
  /** Throws `hand_over.refused` with what is wrong as `reason`: `same`, `nobody`, `nothing`, `sentence`. */
  begin(request: HandOverRequest): Promise<HandOver>
  list(limit: number): Promise<{ handOver: HandOver; counts: HandOverCount[] }[]>
  /** Where a customer is on their way to: a removal of them by that is no loss. */
  onTheWay(externalUserid: string): Promise<HandOverItem | null>
  takeOver: TakeOverCustomer
  sweep(): Promise<number>
  nextDueAt(): Promise<Date | null>
}

/** 在职/离职继承: what a member has goes to colleagues, by WeCom where it is WeCom's and by Kelu where it is Kelu's. */
export function createHandOvers(deps: {
  corp: string
  store: HandOverStore
  followed: FollowedCustomerReader
  transfers: CustomerTransfers
  belongings: readonly Belongings[]
  customers: Customers
  clock: Clock
  log: Log
}): HandOvers {
  const { corp, store, transfers, clock } = deps
  const estateOf = createWhatSomebodyHas(deps)
  const takeOver = createTakeOverCustomer(deps)
  const { sweep } = createAdvanceHandOver({ ...deps, takeOver })

  function itemsOf(handOver: HandOver, estate: Estate): HandOverItem[] {
    return [...estate].flatMap(([what, refs]) =>
      refs.map((ref, n): HandOverItem => {
        const to = handOver.to[n % handOver.to.length] ?? handOver.from
        return {
          _id: itemId(handOver._id, what, ref),
          handOver: handOver._id,
          what,
          ref,
          to,
          state: 'planned',
        }
      }),
    )
  }

  function check({ from, to, kind, sentence }: HandOverRequest): void {
    const refuse = (reason: string) => new DomainError('hand_over.refused', { reason })
    if (to.length === 0) throw refuse('nobody')
    if (to.some((each) => each.toLowerCase() === from.toLowerCase())) throw refuse('same')
    if (sentence && (kind === 'resigned' || [...sentence].length > longestSentence)) throw refuse('sentence')
  }

  return {
    estateOf,
    async left() {
      const all = await transfers.unassigned()
      return new Map([...all].map(([userid, customers]) => [userid, customers.length]))
    },
    async begin(request) {
      check(request)
      const { from, to, kind, sentence, by } = request
      const estate = await estateOf(from, kind)
      if ([...estate.values()].every((refs) => refs.length === 0)) {
        throw new DomainError('hand_over.refused', { reason: 'nothing' })
      }
      const now = clock.now()
      const handOver: HandOver = {
        _id: ulid(now.getTime()),
        corp,
        from,
        to: [...new Set(to)],
        kind,
        ...(sentence && { sentence }),
        by,
        startedAt: now,
        dueAt: now,
      }
      // What is in it comes first: a hand-over that is there is whole.
      await store.add(itemsOf(handOver, estate))
      await store.insert(handOver)
      return handOver
    },
    async list(limit) {
      const all = await store.list(limit)
      return Promise.all(
        all.map(async (handOver) => ({ handOver, counts: await store.counts(handOver._id) })),
      )
    },
    onTheWay: store.onTheWay,
    takeOver,
    sweep,
    nextDueAt: store.nextDueAt,
  }
}
