import type { Customer } from '../../models/customer.ts'
import type { CustomerLists, CustomerLook, CustomerPlace } from '../../models/customer-lists.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import { isWithin, type Scope } from '../members/scope.ts'
import { createRecently } from '../recently.ts'
import type { Customers } from './contract.ts'

/** How a search was understood. */
export type FoundBy = 'list' | 'nickname' | 'phone' | 'id'

export interface Found {
  people: Customer[]
  /** The place the next page begins at; null on the last. */
  next: CustomerPlace | null
  foundBy: FoundBy
}

export interface Ask extends Pick<CustomerLook, 'tag' | 'segment' | 'isTest'> {
  /** A phone number, an id, or how a nickname begins. */
  search?: string
  /** userid of whose customers. */
  owner?: string
  after: CustomerPlace | null
  limit: number
}

/** Real time: how long the list of owners is used before it is read again. */
const ownersFreshMs = 30_000

export type CustomerDirectory = ReturnType<typeof createCustomerDirectory>

/** Customers as members look them up, each within what they may see. */
export function createCustomerDirectory(deps: {
  customers: Pick<Customers, 'find' | 'findByIdentity' | 'findByPhone' | 'identityKey'>
  lists: CustomerLists
  realClock: Clock
}) {
  const { customers, lists, realClock } = deps
  const recently = createRecently<string[]>({ realClock, freshMs: ownersFreshMs })
  const owners = (): Promise<string[]> => recently('owners', lists.owners)

  /** As they are stored: WeCom compares userids ignoring case, and tells them as they were typed once. */
  async function spellingsOf(isWanted: (userid: string) => boolean): Promise<string[]> {
    return (await owners()).filter((userid) => isWanted(userid.toLowerCase()))
  }

  async function ownersFor(scope: Scope, owner: string | undefined): Promise<string[] | undefined> {
    const one = owner?.toLowerCase()
    if (scope.kind === 'everything') {
      return one === undefined ? undefined : spellingsOf((userid) => userid === one)
    }
    const { userids } = scope
    return spellingsOf((userid) => userids.has(userid) && (one === undefined || userid === one))
  }

  async function withPhone(search: string): Promise<Customer[] | null> {
    try {
      const key = customers.identityKey({ kind: 'phone', value: search, verified: false })
      const proven = await customers.findByIdentity(key)
      const all = [...(proven ? [proven] : []), ...(await customers.findByPhone(search))]
      return [...new Map(all.map((customer) => [customer._id, customer])).values()]
    } catch (error) {
      // No number.
      if (error instanceof DomainError && error.code === 'identity.malformed') return null
      throw error
    }
  }

  const whole = (people: Customer[], foundBy: FoundBy): Found => ({ people, next: null, foundBy })

  return {
    /** @throws customer.not_found also for somebody who is there and not to be seen: nobody learns of whom there is. */
    async find(scope: Scope, id: string): Promise<Customer> {
      const customer = await customers.find(id)
      if (customer === null || !isWithin(scope, customer.owner)) throw new DomainError('customer.not_found')
      return customer
    },

    async list(scope: Scope, ask: Ask): Promise<Found> {
      const { search = '', after, limit, tag, segment, isTest, owner } = ask
      const mayShow = (customer: Customer): boolean => isWithin(scope, customer.owner)
      if (search !== '') {
        const found = await withPhone(search)
        if (found !== null) return whole(found.filter(mayShow), 'phone')
        const byId = /^c_/.test(search) ? await customers.find(search) : null
        if (byId !== null) return whole([byId].filter(mayShow), 'id')
      }
      const nickname = search === '' ? undefined : search
      const look = { tag, segment, isTest, nickname, owners: await ownersFor(scope, owner) }
      const people = await lists.list(look, after, limit + 1)
      const shown = people.slice(0, limit)
      const last = shown.at(-1)
      const next = people.length > limit && last ? placeOf(last, nickname !== undefined) : null
      return { people: shown, next, foundBy: nickname === undefined ? 'list' : 'nickname' }
    },

    /** userids of those within who own customers, as they are stored. */
    async owners(scope: Scope): Promise<string[]> {
      return (await ownersFor(scope, undefined)) ?? owners()
    },
  }
}

function placeOf({ _id: id, profile: { nickname } }: Customer, byName: boolean): CustomerPlace {
  return byName && nickname !== undefined ? { id, nickname } : { id }
}
