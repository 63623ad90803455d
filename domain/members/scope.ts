import type { RetailStore } from '../../models/retail-stores.ts'
import type { Staff } from '../../models/staff.ts'
import type { Caller } from './caller.ts'

/** Of whose customers, tasks and figures somebody may see: of everybody, or of these salespeople (userids, lower case). */
export type Scope = { kind: 'everything' } | { kind: 'staff'; userids: ReadonlySet<string> }

const nobody: Scope = { kind: 'staff', userids: new Set() }

export type Scopes = ReturnType<typeof createScopes>

/** Who may see what of people. Whatever a role is not named for here, it sees nobody of. */
export function createScopes(deps: {
  staff: () => Promise<Pick<Staff, '_id' | 'department'>[]>
  stores: () => Promise<Pick<RetailStore, '_id' | 'department'>[]>
}) {
  /** Own ones, and all of the own departments. */
  async function storesOfLead({ departments, stores }: Caller): Promise<ReadonlySet<string>> {
    const all = await deps.stores()
    const own = new Set(departments)
    for (const { _id, department } of all) if (stores.includes(_id)) own.add(department)
    return new Set(all.flatMap(({ _id, department }) => (own.has(department) ? [_id] : [])))
  }

  /** Everybody of one's departments, the one of each own store included, and oneself. */
  async function ofLead({ departments, stores, userid }: Caller): Promise<Scope> {
    const own = new Set(departments)
    for (const { _id, department } of await deps.stores()) if (stores.includes(_id)) own.add(department)
    const team = (await deps.staff()).filter(({ department }) => own.has(department))
    return { kind: 'staff', userids: new Set([...team.map(({ _id }) => _id), ...(userid ? [userid] : [])]) }
  }

  async function of(caller: Caller): Promise<Scope> {
    switch (caller.role) {
      case 'owner':
      case 'marketer':
      case 'analyst':
      case 'finance':
      // Who gave a system its key named what it may do; of whom, is of everybody.
      case 'integration':
        return { kind: 'everything' }
      case 'lead':
        return ofLead(caller)
      case 'sales':
        return caller.userid ? { kind: 'staff', userids: new Set([caller.userid]) } : nobody
      case 'editor':
      case 'operator':
        return nobody
    }
  }

  return {
    of,
    /** Of which 门店 (their codes) somebody sees orders and redemptions. */
    async storesOf(caller: Caller): Promise<'all' | ReadonlySet<string>> {
      if ((await of(caller)).kind === 'everything') return 'all'
      return caller.role === 'lead' ? storesOfLead(caller) : new Set()
    },
  }
}

/** Whether what belongs to this salesperson is within. What belongs to nobody is for those who see everything. */
export function isWithin(scope: Scope, userid: string | undefined | null): boolean {
  if (scope.kind === 'everything') return true
  return userid !== undefined && userid !== null && scope.userids.has(userid.toLowerCase())
}
