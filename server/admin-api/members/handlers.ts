import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Members } from '../../../domain/members/members.ts'
import type { MemberSessions } from '../../../domain/members/sessions.ts'
import type { Welcomes } from '../../../domain/members/welcome.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { members as contract } from './contract.ts'
import { presentMember, presentName } from './present.ts'

export function createMemberHandlers(deps: {
  members: Members
  sessions: Pick<MemberSessions, 'endAllOf'>
  welcomes: Pick<Welcomes, 'forMember'>
  auditLog: AuditLog
}): Handlers<typeof contract> {
  const { members, sessions, welcomes, auditLog } = deps

  return {
    list: async () => ({ items: (await members.all()).map(presentMember) }),

    async names() {
      const active = (await members.all()).filter(({ state }) => state === 'active')
      return { items: active.map(presentName) }
    },

    async invite({ body: { login, ...entry }, caller }) {
      const member = await members.invite(login, entry, caller)
      return { member: presentMember(member), link: await welcomes.forMember(member, caller) }
    },

    change: async ({ params, body, caller }) => presentMember(await members.change(params.id, body, caller)),
    link: async ({ params, caller }) => welcomes.forMember(await members.find(params.id), caller),
    suspend: async ({ params, caller }) => presentMember(await members.suspend(params.id, caller)),
    restore: async ({ params, caller }) => presentMember(await members.restore(params.id, caller)),

    async logOut({ params, caller }) {
      const member = await members.find(params.id)
      await sessions.endAllOf(member._id)
      await auditLog.record(caller, { action: 'member.logged_out', on: `member:${member._id}` })
      return {}
    },
  }
}
