import type { Member } from '../../models/members.ts'
import type { RetailStore } from '../../models/retail-stores.ts'
import type { Staff } from '../../models/staff.ts'
import type { ReportRole, ReportRules } from '../language/report-rules.ts'
import type { Caller } from '../members/caller.ts'
import type { Scopes } from '../members/scope.ts'

/** Somebody a report is for. */
export interface Receiver {
  /** userid, lower case; null = there is no WeCom account to send to. */
  userid: string | null
  /** The userid, or the login of who has none. */
  key: string
  name: string
  role: ReportRole
  /** Of which 门店 they are told: codes, or all of the company. */
  stores: 'all' | readonly string[]
  /** Whether they may open the page. */
  access: 'page' | 'none'
}

export type Receivers = ReturnType<typeof createReceivers>

/**
 * Who gets reports by the settings: members of these roles, and, where 店长 get them, whoever leads a 门店 by the list of 门店 though they
 * are no member. Everybody once: of two members with one account the one who sees more.
 */
export function createReceivers(deps: {
  members: () => Promise<readonly Member[]>
  stores: () => Promise<readonly RetailStore[]>
  staff: () => Promise<readonly Staff[]>
  scopes: Pick<Scopes, 'storesOf'>
}) {
  /** Of which 门店 a member is told: what they see on the page, and what they lead by the list. */
  async function storesOfMember(member: Member, stores: readonly RetailStore[]): Promise<Receiver['stores']> {
    const seen = await deps.scopes.storesOf(callerOf(member))
    if (seen === 'all') return 'all'
    const led = stores.filter(({ lead }) => lead !== undefined && lead === member.userid)
    // A code somebody was given stays told of when its 门店 is closed.
    return [...new Set([...member.stores, ...seen, ...led.map(({ _id }) => _id)])].sort()
  }

  async function receiverOf(member: Member, stores: readonly RetailStore[]): Promise<Receiver> {
    const userid = member.userid?.toLowerCase() ?? null
    return {
      userid,
      key: userid ?? member._id,
      name: member.name,
      role: member.role as ReportRole,
      stores: await storesOfMember(member, stores),
      access: 'page',
    }
  }

  return {
    /** Codes of all 门店. */
    everyStore: async (): Promise<string[]> => (await deps.stores()).map(({ _id }) => _id),

    /** One member alone, as they would be told. */
    async ofLogin(login: string): Promise<Receiver | null> {
      const member = (await deps.members()).find(({ _id }) => _id === login)
      return member ? receiverOf(member, await deps.stores()) : null
    },

    /** Everybody, by account; and the names of 门店 none of them leads. */
    async all({ to, except }: Pick<ReportRules, 'to' | 'except'>): Promise<{
      receivers: Receiver[]
      withoutLead: string[]
    }> {
      const [members, stores, staff] = await Promise.all([deps.members(), deps.stores(), deps.staff()])
      const left = new Set(staff.filter(({ status }) => status === 'left').map(({ _id }) => _id))
      const found = new Map<string, Receiver>()
      const add = (receiver: Receiver) => {
        const known = found.get(receiver.key)
        if (left.has(receiver.key) || (known && known.stores === 'all')) return
        found.set(receiver.key, receiver)
      }
      const wanted = members.filter(
        ({ role, state }) => state !== 'suspended' && to.includes(role as ReportRole),
      )
      for (const member of wanted) add(await receiverOf(member, stores))
      if (to.includes('lead')) for (const receiver of leadsOnly(stores, staff, members)) add(receiver)
      const known = [...found.values()].sort((one, other) => (one.key < other.key ? -1 : 1))
      return {
        receivers: known.filter(({ key }) => !except.includes(key.toLowerCase())),
        withoutLead: to.includes('lead') ? withoutLead(stores, known) : [],
      }
    },
  }
}

/** Who leads a 门店 by the list of 门店 and is no member. */
function leadsOnly(
  stores: readonly RetailStore[],
  staff: readonly Staff[],
  members: readonly Member[],
): Receiver[] {
  const isMember = new Set(members.flatMap(({ userid }) => userid?.toLowerCase() ?? []))
  const byLead = new Map<string, string[]>()
  for (const { _id, lead } of stores) {
    const userid = lead?.toLowerCase()
    if (userid && !isMember.has(userid)) byLead.set(userid, [...(byLead.get(userid) ?? []), _id])
  }
  return [...byLead].map(([userid, codes]) => ({
    userid,
    key: userid,
    name: staff.find(({ _id }) => _id === userid)?.name ?? userid,
    role: 'lead',
    stores: codes.sort(),
    access: 'none',
  }))
}

function withoutLead(stores: readonly RetailStore[], receivers: readonly Receiver[]): string[] {
  const reachable = receivers.filter(({ userid }) => userid !== null)
  const led = new Set(reachable.flatMap(({ stores: own }) => (own === 'all' ? [] : own)))
  const people = new Set(reachable.map(({ userid }) => userid))
  return stores
    .filter(({ _id, lead }) => !led.has(_id) && !(lead && people.has(lead.toLowerCase())))
    .map(({ name }) => name)
}

const callerOf = ({ _id, name, role, departments, stores, userid }: Member): Caller => ({
  memberId: _id,
  ...{ name, role, departments, stores, userid: userid ?? null, address: '' },
})
