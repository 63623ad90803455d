import pLimit from 'p-limit'
import type { Consent, Customer, IdentityKey } from '../../../models/customer.ts'
import type { CustomerStore } from '../../../models/customers.ts'
import type { IdentityStore } from '../../../models/identities.ts'
import type { ImportCounts } from '../../../models/imports.ts'
import { emailKeyOf } from '../../customers/change-customer.ts'
import type { CustomerChange, Customers, Newcomer } from '../../customers/contract.ts'
import type { Sealing } from '../../customers/sealing.ts'
import { DomainError } from '../../errors.ts'
import type { Journeys } from '../../journeys/contract.ts'
import type { TraitsDefinition } from '../../language/traits.ts'
import type { TableRow } from '../file/table.ts'
import type { Around, BadRow, Batch, ImportKind, KindColumns } from '../kind.ts'
import { plus } from '../kind.ts'
import { createFindPeople } from '../people/find-people.ts'
import { type Answer, channelsAsked, type Member, readMember } from './read-member.ts'
import { type ConsentChannel, customerTargets } from './targets.ts'
import { textableOf } from './textable.ts'

const parallel = 8

export const customerColumns = ({
  corp,
  traits,
}: {
  corp: string | undefined
  traits: () => readonly TraitsDefinition[]
}): KindColumns => ({
  name: '客户',
  targets: () => customerTargets(traits()).filter(({ id }) => id !== 'external' || corp !== undefined),
  needs: [['phone', 'ext:member', 'ext:crm', 'ext:erp', 'ext:shop', 'unionid', 'external']],
})

/** A row with its keys, and who it is about as far as is known. */
interface Judged {
  member: Member
  keys: IdentityKey[]
  /** Under which a refusal of the channel would be found. */
  address: Partial<Record<ConsentChannel, string>>
  known: Customer | null
  /** One of its ids is somebody's. */
  isTaken: boolean
}

/**
 * Members out of another system, taken over as history: nothing of it begins a flow. Who is not known is written down whole, all of a
 * batch at once; of the others what is missing. A refusal stays, whichever of the people of an address it came from.
 */
export function createCustomerImport(deps: {
  customers: Pick<Customers, 'bear' | 'learn' | 'getOrCreate' | 'findMany' | 'identityKey' | 'erasedAt'>
  stores: {
    customers: Pick<CustomerStore, 'findByAddressKeys'>
    identities: Pick<IdentityStore, 'findMany'>
  }
  journeys: Pick<Journeys, 'segmentsOf' | 'settleLearnt'>
  seal: Pick<Sealing, 'blindIndex'>
  corp: string | undefined
  traits: () => readonly TraitsDefinition[]
}): ImportKind {
  const { customers, stores, journeys, seal, corp } = deps
  const findPeople = createFindPeople({ customers, identities: stores.identities })

  async function judgeMembers(members: Member[]): Promise<Judged[]> {
    const found = await findPeople(members)
    return members.map((member, place) => {
      const { keys = [], known = null, isTaken = false } = found[place] ?? {}
      return {
        member,
        keys,
        address: {
          ...(member.phone && {
            sms: customers.identityKey({ kind: 'phone', value: member.phone, verified: false }),
          }),
          ...(member.email && { email: emailKeyOf(member.email, seal) }),
        },
        known,
        isTaken,
      }
    })
  }

  /** Who was erased and has not come back by themselves is not brought back by a file. */
  async function withoutErased(all: readonly Judged[]): Promise<{ judged: Judged[]; erased: Judged[] }> {
    const moments = await customers.erasedAt(all.map(({ member }) => member.claims))
    const isErased = new Set(all.filter(({ known }, place) => known === null && moments[place] != null))
    return {
      judged: all.filter((one) => !isErased.has(one)),
      erased: [...isErased],
    }
  }

  /** Everybody of these addresses. */
  async function peopleAt(judged: readonly Judged[]): Promise<Customer[]> {
    const at = (channel: ConsentChannel) => [
      ...new Set(judged.flatMap(({ address }) => address[channel] ?? [])),
    ]
    return stores.customers.findByAddressKeys(at('sms'), at('email'))
  }

  /** A refusal in a row, or given since, holds for all who have that address. */
  async function settleRefusals(judged: readonly Judged[]): Promise<Customer[]> {
    const people = await peopleAt(judged)
    const refused = refusedAt(people)
    const learnt: Customer[] = []
    for (const person of people) {
      const consents = channelsAsked.flatMap((channel): [ConsentChannel, Consent][] => {
        const answer = refused.get(addressOf(person, channel))
        return answer && person.consent[channel]?.state !== 'refused' ? [[channel, answer]] : []
      })
      if (consents.length === 0) continue
      const after = await customers.learn(person._id, { takeOverConsent: Object.fromEntries(consents) })
      if (after.isNew) learnt.push(after.customer)
    }
    return learnt
  }

  async function write(judged: readonly Judged[], around: Around): Promise<BadRow[]> {
    const bad: BadRow[] = []
    const strangers = judged.filter(({ isTaken }) => !isTaken)
    const newcomers = new Map(strangers.map((one) => [newcomerOf(one.member, around), one]))
    const left = new Set(
      (await customers.bear([...newcomers.keys()], journeys)).map((one) => newcomers.get(one)),
    )
    const slot = pLimit(parallel)
    const learnt: Customer[] = []

    async function learn({ member }: Judged): Promise<void> {
      const origin = { source: 'import', at: member.registeredAt ?? around.now, history: true } as const
      const customer = await customers.getOrCreate(member.claims, origin)
      const after = await customers.learn(customer, factsOf(member, customer, around))
      // What was learnt of ids alone is no news to segments.
      if (after.isNew) learnt.push(after.customer)
    }

    await Promise.all(
      judged
        .filter((one) => one.isTaken || left.has(one))
        .map((one) =>
          slot(async () => {
            try {
              await learn(one)
            } catch (error) {
              if (!(error instanceof DomainError) || error.code !== 'customer.contended') throw error
              bad.push({ row: one.member.row, faults: [{ code: 'contended' }] })
            }
          }),
        ),
    )
    learnt.push(...(await settleRefusals(judged)))
    await journeys.settleLearnt(learnt)
    return bad
  }

  async function judge(rows: readonly TableRow[], around: Around): Promise<Batch> {
    const terms = { corp, traits: deps.traits() }
    const bad: BadRow[] = []
    const members: Member[] = []
    for (const row of rows) {
      const read = readMember(row, around, terms)
      if ('faults' in read) bad.push({ row: row.row, faults: read.faults })
      else members.push(read)
    }
    const { judged, erased } = await withoutErased(await judgeMembers(members))
    bad.push(...erased.map(({ member }) => ({ row: member.row, faults: [{ code: 'erased' as const }] })))
    const refused = refusedAt(await peopleAt(judged))
    for (const { member, address } of judged) {
      for (const channel of channelsAsked) {
        const key = address[channel]
        if (key !== undefined && member.answers[channel].kind === 'refused')
          refused.set(key, consentOf(member.answers[channel], around) as Consent)
      }
    }
    const seen = new Set<IdentityKey>()
    let counts: ImportCounts = { rows: rows.length, bad: bad.length }
    for (const one of judged) {
      const isAgain = one.keys.some((key) => seen.has(key))
      for (const key of one.keys) seen.add(key)
      counts = plus(counts, countsOf(one, isAgain, refused))
    }
    return { counts, bad, write: () => write(judged, around) }
  }

  return { ...customerColumns(deps), judge }
}

function countsOf(
  { member, address, known }: Judged,
  isAgain: boolean,
  refused: ReadonlyMap<string, Consent>,
): ImportCounts {
  const textable = channelsAsked.map((channel) => {
    const refusedElsewhere = refused.has(address[channel] ?? '')
    return [`${channel}.${textableOf(channel, member, { known, refusedElsewhere })}`, 1] as const
  })
  return { [known || isAgain ? 'known' : 'new']: 1, ...Object.fromEntries(textable) }
}

/** By address: the refusal of somebody who has it. */
function refusedAt(people: readonly Customer[]): Map<string, Consent> {
  const refused = new Map<string, Consent>()
  for (const person of people) {
    for (const channel of channelsAsked) {
      const consent = person.consent[channel]
      const address = addressOf(person, channel)
      if (address !== '' && consent?.state === 'refused') refused.set(address, consent)
    }
  }
  return refused
}

function addressOf({ profile }: Customer, channel: ConsentChannel): string {
  return (channel === 'sms' ? profile.phoneKey : profile.emailKey) ?? ''
}

function consentOf(answer: Answer, { now }: Around): Consent | null {
  if (answer.kind === 'none' || answer.kind === 'incomplete') return null
  const { kind, at = now, ...proof } = answer
  return { state: kind, source: 'import', at, ...proof }
}

/** What a row says of somebody beside who they are. */
function saidBy(member: Member, around: Around): CustomerChange {
  const consents = channelsAsked.flatMap((channel) => {
    const consent = consentOf(member.answers[channel], around)
    return consent === null ? [] : [[channel, consent] as const]
  })
  return {
    ...(member.tags.length > 0 && { addTags: member.tags.map((name) => ({ name, kind: 'base' as const })) }),
    ...(Object.keys(member.traits).length > 0 && { setTraits: member.traits }),
    ...(consents.length > 0 && { takeOverConsent: Object.fromEntries(consents) }),
  }
}

function newcomerOf(member: Member, around: Around): Newcomer {
  const { phone, email } = member
  return {
    claims: member.claims,
    origin: { source: 'import', at: member.registeredAt ?? around.now },
    facts: {
      ...saidBy(member, around),
      setProfile: { ...member.profile, ...(phone && { phone }), ...(email && { email }) },
    },
    past: [],
  }
}

/** Of somebody who is known a file fills in what is missing: what they told since is newer. Own traits are as the file says. */
function factsOf(member: Member, { profile }: Customer, around: Around): CustomerChange {
  const missing = Object.entries({ ...member.profile, ...(member.email && { email: member.email }) }).filter(
    ([field]) => profile[field as keyof typeof profile] === undefined,
  )
  return { ...saidBy(member, around), ...(missing.length > 0 && { setProfile: Object.fromEntries(missing) }) }
}
