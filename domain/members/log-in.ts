import type { Member, MemberStore } from '../../models/members.ts'
import { DomainError } from '../errors.ts'
import type { AuditLog } from './audit-log.ts'
import type { Lockout } from './lockout.ts'
import { hashPassword, isPassword, isStrongEnough } from './passwords.ts'
import type { From, MemberSessions } from './sessions.ts'

export type LogIn = ReturnType<typeof createLogIn>

/** The ways in for members, each noted in the audit log, the failed ones too. Whoever gets in gets a new session. */
export function createLogIn(deps: {
  members: MemberStore
  sessions: MemberSessions
  lockout: Lockout
  auditLog: AuditLog
}) {
  const { members, sessions, lockout, auditLog } = deps

  async function open(member: Member, way: 'password' | 'wecom' | 'link', from: From): Promise<string> {
    const { token } = await sessions.open(member._id, way, from)
    await auditLog.record(
      { memberId: member._id, name: member.name, address: from.address },
      { action: 'session.opened', details: { way } },
    )
    return token
  }

  async function refused(member: Member | null, way: string, from: From, why: string): Promise<void> {
    // What was typed as a name may be a password: only a name that exists is noted.
    const doer = { memberId: member?._id ?? 'unknown', name: member?.name, address: from.address }
    await auditLog.record(doer, { action: 'session.refused', details: { way, why } })
  }

  return {
    /**
     * A token for a session. An unknown name takes as long as a known one.
     * @throws login.locked, or login.wrong whatever it was that was wrong
     */
    async byPassword(input: { login: string; password: string }, from: From): Promise<string> {
      const { login, password } = input
      const member = await members.find(login)
      // Guesses while it is locked are not noted: whoever guesses must not fill the log.
      const guess = await lockout.guess({ login, address: from.address })
      const right = await isPassword(password, member?.passwordHash)
      if (!right || member?.state !== 'active') {
        await refused(member, 'password', from, right ? 'suspended' : 'password')
        throw new DomainError('login.wrong')
      }
      await guess.wasRight()
      return open(member, 'password', from)
    },

    /** For whoever WeCom says this is. @throws login.refused when no active member has that userid */
    async byUserid(userid: string, from: From): Promise<string> {
      const member = await members.findByUserid(userid)
      if (member?.state === 'active') return open(member, 'wecom', from)
      await refused(member, 'wecom', from, member ? member.state : 'no member')
      throw new DomainError('login.refused', { check: 'member' })
    },

    /** For whoever came by a one-time link. */
    byLink: (member: Member, from: From): Promise<string> => open(member, 'link', from),

    /**
     * A new password, told by the old one; all sessions end, and the token of a new one is given.
     * @throws login.locked, login.wrong or password.weak
     */
    async changePassword(
      memberId: string,
      input: { old: string; next: string },
      from: From,
    ): Promise<string> {
      const member = await members.find(memberId)
      if (!member) throw new DomainError('member.not_found')
      const doer = { memberId, name: member.name, address: from.address }
      const guess = await lockout.guess({ login: memberId, address: from.address })
      if (!(await isPassword(input.old, member.passwordHash))) {
        await auditLog.record(doer, { action: 'password.refused' })
        throw new DomainError('login.wrong', { places: { old: '现在的密码不对' } })
      }
      await guess.wasRight()
      if (!isStrongEnough(input.next, memberId)) {
        throw new DomainError('password.weak', { places: { next: weakPassword } })
      }
      await members.change(memberId, { passwordHash: await hashPassword(input.next) })
      await sessions.endAllOf(memberId)
      await auditLog.record(doer, { action: 'password.changed' })
      const { token } = await sessions.open(memberId, 'password', from)
      return token
    },
  }
}

/** Said beside the field. */
export const weakPassword = '至少 10 个字，不要包含登录名'
