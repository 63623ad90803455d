import { roleNames } from '../../../domain/members/roles.ts'
import type { Member } from '../../../models/members.ts'

export function presentMember(member: Member) {
  return {
    ...presentName(member),
    departments: member.departments,
    stores: member.stores,
    userid: member.userid ?? null,
    hasPassword: Boolean(member.passwordHash),
    state: member.state,
    createdAt: member.createdAt,
  }
}

export function presentName({ _id, name, role }: Member) {
  return { login: _id, name, role, roleName: roleNames[role] }
}
