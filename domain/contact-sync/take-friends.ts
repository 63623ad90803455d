import pLimit from 'p-limit'
import type { SyncCounts } from '../../models/contact-sync.ts'
import type { Customer, IdentityKey } from '../../models/customer.ts'
import type { IdentityStore } from '../../models/identities.ts'
import type { CustomerChange, Customers, IdentityClaim, Newcomer, NewEvent } from '../customers/contract.ts'
import { followOfPair } from '../customers/follows.ts'
import { DomainError } from '../errors.ts'
import type { Journeys } from '../journeys/contract.ts'
import type { Log } from '../log.ts'
import { factsOf, isCountedBy, type Listed, type Surroundings } from './facts.ts'

const parallel = 8

export type TakeFriends = ReturnType<typeof createTakeFriends>

/**
 * Takes over a page of friends: who is not known is written down whole, all of them at once; of the others what is new. All of it
 * is history and starts nothing, but for a friendship that began since the last round and that nobody told us of.
 */
export function createTakeFriends(deps: {
  customers: Pick<
    Customers,
    'bear' | 'learn' | 'getOrCreate' | 'findMany' | 'hear' | 'identityKey' | 'erasedAt'
  >
  identities: Pick<IdentityStore, 'findMany'>
  journeys: Pick<Journeys, 'segmentsOf' | 'settleLearnt'>
  /** The id under which a friendship that was formed is told, whoever tells of it. */
  addedId(pair: { staff: string; externalUserid: string; since: Date }): string
  log: Log
}) {
  const { customers, identities, journeys, addedId, log } = deps

  const claimsOf = ({ friend }: Listed, corp: string): IdentityClaim[] => [
    { kind: 'external', corp, value: friend.externalUserid },
    ...(friend.unionid ? [{ kind: 'unionid', value: friend.unionid } as const] : []),
  ]

  function addedOf({ friend, staff }: Listed): Omit<NewEvent, 'customerId' | 'history'> {
    const { externalUserid, since, state, addWay } = friend
    return {
      _id: addedId({ staff, externalUserid, since }),
      name: 'wecom.friend_added',
      at: since,
      props: { staff, ...(state !== undefined && { state }), ...(addWay !== undefined && { addWay }) },
      source: 'wecom',
    }
  }

  /** By the place in the page: who has which of its ids. */
  async function knownOf(page: readonly Listed[], corp: string) {
    const keys = page.map((one) => claimsOf(one, corp).map(customers.identityKey))
    const found = await identities.findMany(keys.flat())
    const holders = await customers.findMany([
      ...new Set([...found.values()].map(({ customerId }) => customerId)),
    ])
    return keys.map((own): { isKnown: boolean; customer: Customer | null } => {
      const ids = own.map((key) => found.get(key)?.customerId)
      const [customer = null] = ids.flatMap((id) => (id === undefined ? [] : (holders.get(id) ?? [])))
      return {
        isKnown: ids.some((id) => id !== undefined),
        // Only somebody who has all that is told of them is done without claiming anything.
        customer: customer !== null && hasAll(customer, own) ? customer : null,
      }
    })
  }

  /** Those who were erased while they were friends stay so, whatever WeCom goes on to list; who came back since is known. */
  async function withoutErased(listed: readonly Listed[], corp: string) {
    const [known, erased] = await Promise.all([
      knownOf(listed, corp),
      customers.erasedAt(listed.map((one) => claimsOf(one, corp))),
    ])
    return listed.flatMap((one, place) => {
      const at = erased[place] ?? null
      const who = known[place] ?? { isKnown: false, customer: null }
      return at !== null && !who.isKnown && one.friend.since <= at ? [] : [{ one, who }]
    })
  }

  return async function takeFriends(
    listed: readonly Listed[],
    round: Surroundings & {
      /** Friendships younger than this are news. Absent = none is. */
      newsAfter: Date | undefined
    },
  ): Promise<SyncCounts> {
    const { corp, newsAfter } = round
    const present = await withoutErased(listed, corp)
    const page = present.map(({ one }) => one)
    const known = present.map(({ who }) => who)
    const isNews = ({ friend }: Listed) => newsAfter !== undefined && friend.since > newsAfter
    const counts: Required<
      Omit<
        SyncCounts,
        | 'staff'
        | 'staffNew'
        | 'staffChanged'
        | 'staffLeft'
        | 'departments'
        | `tags${'Here' | 'There' | 'Unknown'}`
      >
    > = {
      friendships: listed.length,
      ...{
        people: 0,
        wechat: 0,
        withUnionid: 0,
        matched: 0,
        born: 0,
        learnt: 0,
        failed: 0,
        begun: 0,
        ended: 0,
      },
    }
    const learnt: Customer[] = []

    function count(one: Listed, customer: Pick<Customer, 'follows' | 'ids'>): void {
      if (!isCountedBy(customer, corp, one.staff)) return
      counts.people += 1
      if (!one.friend.usesWechat) return
      counts.wechat += 1
      if (one.friend.unionid) counts.withUnionid += 1
      if (customer.ids.some((id) => id.startsWith('openid:'))) counts.matched += 1
    }

    async function learn(one: Listed, known: Customer | null): Promise<void> {
      const customer =
        known ??
        (await customers.getOrCreate(claimsOf(one, corp), {
          source: 'wecom',
          at: one.friend.since,
          history: true,
        }))
      const facts = factsOf(one, customer, round)
      const isNewPair = followOfPair(customer.follows, { corp, staff: one.staff }) === undefined
      if (isNewPair) await tellAdded(one, customer, facts)
      const after = await customers.learn(isNewPair ? customer._id : customer, facts)
      if (after.isNew) {
        counts.learnt += 1
        learnt.push(after.customer)
      }
      count(one, after.customer)
    }

    /** Before the pair is noted, so that a crash between the two tells again instead of never; news is told of who they are. */
    async function tellAdded(
      one: Listed,
      { _id: customerId }: Customer,
      facts: CustomerChange,
    ): Promise<void> {
      const added = { ...addedOf(one), customerId }
      if (!isNews(one)) return customers.hear({ ...added, history: true })
      const { listedFollow: _, ...aboutThem } = facts
      await customers.learn(customerId, aboutThem)
      await customers.hear(added)
      counts.begun += 1
    }

    const asNewcomer = (one: Listed): Newcomer => ({
      claims: claimsOf(one, corp),
      origin: { source: 'wecom', at: one.friend.since },
      facts: factsOf(one, null, round),
      past: [addedOf(one)],
    })
    // What is news is told, so it goes the way of whoever is known.
    const strangers = page.filter((one, place) => known[place]?.isKnown === false && !isNews(one))
    const newcomers = new Map(strangers.map((one) => [asNewcomer(one), one]))
    const left = new Set(
      (await customers.bear([...newcomers.keys()], journeys)).map((one) => newcomers.get(one)),
    )
    for (const one of strangers) {
      if (left.has(one)) continue
      counts.born += 1
      count(one, { ids: [], follows: [{ corp, staff: one.staff, since: one.friend.since }] })
    }

    const slot = pLimit(parallel)
    const isBorn = new Set(strangers.filter((one) => !left.has(one)))
    await Promise.all(
      page.map((one, place) =>
        slot(async () => {
          if (isBorn.has(one)) return
          try {
            await learn(one, known[place]?.customer ?? null)
          } catch (error) {
            if (!(error instanceof DomainError)) throw error
            // One who cannot be taken over does not keep the others waiting.
            counts.failed += 1
            log.error({ staff: one.staff, code: error.code }, 'a friend could not be taken over')
          }
        }),
      ),
    )
    await journeys.settleLearnt(learnt)
    return counts
  }
}

function hasAll({ ids }: Customer, keys: readonly IdentityKey[]): boolean {
  return keys.every((key) => ids.includes(key))
}
