import { roleNames } from '../../../domain/members/roles.ts'
import type { Member, MemberStore } from '../../../models/members.ts'
import type { RetailStore, RetailStoreStore } from '../../../models/retail-stores.ts'
import type { Staff, StaffStore } from '../../../models/staff.ts'
import type { Handlers } from '../core/endpoint.ts'
import { isOwn } from '../stores/present.ts'
import type { departments as contract } from './contract.ts'

/** Departments are kept nowhere by themselves: they are what people, shops and members are said to belong to. */
export function createDepartmentHandlers(deps: {
  staff: Pick<StaffStore, 'all'>
  stores: Pick<RetailStoreStore, 'all'>
  members: Pick<MemberStore, 'all'>
}): Handlers<typeof contract> {
  return {
    async list({ caller }) {
      const [staff, stores, members] = await Promise.all([
        deps.staff.all(),
        deps.stores.all(),
        deps.members.all(),
      ])
      const all = namesOf(staff, stores, members)
      const own =
        caller.role === 'lead'
          ? new Set([
              ...caller.departments,
              ...stores.filter((store) => isOwn(store, caller)).map(({ department }) => department),
            ])
          : null
      const seen = own === null ? all : all.filter((name) => own.has(name))
      return { items: seen.map((name) => present(name, staff, stores, members)) }
    },
  }
}

/** A department stands below the one whose path it goes on. */
function namesOf(staff: Staff[], stores: RetailStore[], members: Member[]): string[] {
  const names = [
    ...staff.map(({ department }) => department),
    ...stores.map(({ department }) => department),
    ...members.filter(isAtWork).flatMap(({ departments }) => departments),
  ]
  return [...new Set(names)].sort((a, b) => a.localeCompare(b, 'zh-CN'))
}

const isAtWork = ({ state }: Member): boolean => state !== 'suspended'

function present(name: string, staff: Staff[], stores: RetailStore[], members: Member[]) {
  const parts = name.split('/')
  const here = stores.filter(({ department }) => department === name)
  const codes = new Set(here.map(({ _id }) => _id))
  const sees = (member: Member): boolean =>
    member.departments.includes(name) || member.stores.some((code) => codes.has(code))
  const nameOf = (userid: string): string => staff.find(({ _id }) => _id === userid)?.name ?? userid
  return {
    name,
    label: parts.at(-1) ?? name,
    depth: parts.length - 1,
    stores: here.map((store) => ({
      code: store._id,
      name: store.name,
      lead: store.lead ? nameOf(store.lead) : null,
    })),
    staff: staff
      .filter(({ department }) => department === name)
      .map(({ _id, name: called, onDuty }) => ({ userid: _id, name: called, onDuty })),
    members: members
      .filter((member) => isAtWork(member) && member.role === 'lead' && sees(member))
      .map(({ name: called, role }) => ({ name: called, roleName: roleNames[role] })),
    hasOwnHours: here.some(({ hours }) => hours !== undefined && hours !== null),
  }
}
