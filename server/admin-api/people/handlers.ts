import type { Clock } from '../../../domain/clock.ts'
import type { CustomerChange, Customers } from '../../../domain/customers/contract.ts'
import { changeOfTaken } from '../../../domain/customers/given-traits.ts'
import type { Registry } from '../../../domain/language/registry.ts'
import type { Announce } from '../../../domain/live.ts'
import { causeOfCaller } from '../../../domain/members/cause.ts'
import { requireTraits } from '../../../http/given-traits.ts'
import type { Customer } from '../../../models/customer.ts'
import type { Asked, Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { people as contract } from './contract.ts'
import type { People } from './whose.ts'

type Saved = Asked<(typeof contract)['save']>['body']

export function createPeopleHandlers(deps: {
  people: People
  customers: Pick<Customers, 'getOrCreate' | 'change' | 'masked'>
  registry: Pick<Registry, 'traits'>
  announce: Announce
  clock: Clock
}): Handlers<typeof contract> {
  const { people, customers, registry, announce, clock } = deps

  function present(customer: Customer) {
    const { _id: id, profile, tags, consent, owner, createdAt } = customer
    const { phone, email } = customers.masked(customer)
    return {
      id,
      nickname: profile.nickname ?? null,
      phone: phone ?? null,
      email: email ?? null,
      tags: tags.map(({ name }) => name),
      consents: Object.fromEntries(
        Object.entries(consent).map(([channel, { state }]) => [channel, state] as const),
      ),
      owner: owner ?? null,
      createdAt,
    }
  }

  return {
    find: async ({ body }) => present(await people.find(body, '(body)')),

    async save({ body, caller, once }) {
      const claims = people.claims(body.ids)
      // Before anybody is made: what is refused leaves nothing behind.
      const taken = requireTraits(body, { source: 'api', registry })
      requirePast(body.consents, clock.now())
      const known = await customers.getOrCreate(claims, { source: caller.name, at: clock.now() })
      const source = `api:${caller.name}`
      const change: CustomerChange = {
        setProfile: body.profile,
        setTraits: changeOfTaken(taken, source),
        addTags: body.addTags.map((name) => ({ name, kind: 'base' })),
        removeTags: body.removeTags,
        setConsent: consentsOf(body.consents, known, source),
        ...(body.owner !== undefined && { setOwner: body.owner }),
      }
      const customer = await customers.change(known, change, causeOfCaller(caller, once))
      announce('customers', customer._id)
      return present(customer)
    },
  }
}

function requirePast(consents: Saved['consents'], now: Date): void {
  const place = consents.findIndex(({ at }) => at > now)
  if (place === -1) return
  throw new AdminRefusal(422, 'consent.ahead', '同意的时间还没到', {
    [`consents.${place}.at`]: '写客户表态的时间',
  })
}

/** A consent older than a refusal lifts it not: the customer has changed their mind since. */
function consentsOf(consents: Saved['consents'], { consent: known }: Customer, source: string) {
  const heard = consents.filter(({ channel, state, at }) => {
    const before = known[channel]
    return state === 'refused' || before?.state !== 'refused' || at > before.at
  })
  return Object.fromEntries(heard.map(({ channel, ...said }) => [channel, { ...said, source }]))
}
