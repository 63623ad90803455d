import type { MemberCaller } from '../../../domain/members/caller.ts'
import { type Role, roleNames } from '../../../domain/members/roles.ts'
import type { MemberSession } from '../../../models/member-sessions.ts'
import type { Member } from '../../../models/members.ts'
import type { ContractTable } from '../core/endpoint.ts'

/** Which of these operations a role may call. */
export function operationsOf(contract: ContractTable, role: Role): string[] {
  return Object.entries(contract).flatMap(([resource, operations]) =>
    Object.entries(operations)
      .filter(([, { roles }]) => roles === 'anybody' || roles.includes(role))
      .map(([operation]) => `${resource}.${operation}`),
  )
}

const scopeOf = {
  owner: 'everything',
  marketer: 'everything',
  analyst: 'everything',
  lead: 'staff',
  sales: 'own',
  editor: 'own',
  operator: 'own',
  finance: 'everything',
} as const satisfies Record<Role, string>

export function presentMe(contract: ContractTable, member: Member) {
  return {
    login: member._id,
    name: member.name,
    role: member.role,
    roleName: roleNames[member.role],
    departments: member.departments,
    stores: member.stores,
    userid: member.userid ?? null,
    hasPassword: Boolean(member.passwordHash),
    scope: scopeOf[member.role],
    operations: operationsOf(contract, member.role),
  }
}

export function presentSession(session: MemberSession, currentId: string | null) {
  return { ...session, id: session._id, current: session._id === currentId }
}

export function callerOf(member: Member, address: string): MemberCaller {
  return {
    memberId: member._id,
    name: member.name,
    role: member.role,
    departments: member.departments,
    stores: member.stores,
    userid: member.userid ?? null,
    address,
  }
}
