import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { LogIn } from '../../../domain/members/log-in.ts'
import type { Members } from '../../../domain/members/members.ts'
import { roleNames } from '../../../domain/members/roles.ts'
import type { MemberSessions } from '../../../domain/members/sessions.ts'
import type { Welcomes } from '../../../domain/members/welcome.ts'
import type { ContractTable, Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { session } from './contract.ts'
import { presentMe, presentSession } from './present.ts'

export function createSessionHandlers(deps: {
  /** All operations there are. */
  contract: ContractTable
  logIn: LogIn
  members: Pick<Members, 'find' | 'any'>
  sessions: MemberSessions
  welcomes: Welcomes
  auditLog: AuditLog
  byWecom: boolean
}): Handlers<typeof session> {
  const { contract, logIn, members, sessions, welcomes, auditLog, byWecom } = deps

  return {
    ways: async () => ({ wecom: byWecom, empty: !(await members.any()) }),

    async logIn({ body, caller, client }) {
      const token = await logIn.byPassword(body, client)
      // What session the browser brought may be known to somebody else: it is never taken over.
      if (caller && client.sessionId) await sessions.end(caller.memberId, client.sessionId)
      client.signIn(token)
      return presentMe(contract, await members.find(body.login))
    },

    me: async ({ caller }) => presentMe(contract, await members.find(caller.memberId)),

    async logOut({ caller, client }) {
      if (caller && client.sessionId) {
        await sessions.end(caller.memberId, client.sessionId)
        await auditLog.record(caller, { action: 'session.ended' })
      }
      client.signOut()
      return {}
    },

    async list({ caller, client }) {
      const all = await sessions.of(caller.memberId)
      return { items: all.map((each) => presentSession(each, client.sessionId)) }
    },

    async end({ params, caller }) {
      if (!(await sessions.end(caller.memberId, params.id))) {
        throw new AdminRefusal(404, 'session.not_found', '这次登录已经结束了')
      }
      await auditLog.record(caller, { action: 'session.ended', details: { elsewhere: true } })
      return {}
    },

    async changePassword({ body, caller, client }) {
      client.signIn(await logIn.changePassword(caller.memberId, body, client))
      return {}
    },

    async lookAtWelcome({ body }) {
      const { member, expiresAt } = await welcomes.look(body.code)
      const role = member?.role ?? 'owner'
      return {
        login: member?._id ?? null,
        name: member?.name ?? null,
        role,
        roleName: roleNames[role],
        expiresAt,
      }
    },

    async acceptWelcome({ body, client }) {
      const member = await welcomes.accept({ ...body, address: client.address })
      client.signIn(await logIn.byLink(member, client))
      return presentMe(contract, member)
    },
  }
}
