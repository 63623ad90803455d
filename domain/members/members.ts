import type { Member, MemberStore } from '../../models/members.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { AuditLog, Doer } from './audit-log.ts'
import type { MemberSessions } from './sessions.ts'

/** What an owner says of a member. */
export type MemberEntry = Pick<Member, 'name' | 'role' | 'departments' | 'stores'> & {
  userid?: string | null
}

export type Members = ReturnType<typeof createMembers>

/** Who may log in, and as what. Every change is noted. */
export function createMembers(deps: {
  store: MemberStore
  sessions: MemberSessions
  auditLog: AuditLog
  realClock: Clock
}) {
  const { store, sessions, auditLog, realClock } = deps

  async function current(login: string): Promise<Member> {
    const member = await store.find(login)
    if (!member) throw new DomainError('member.not_found')
    return member
  }

  /** @throws member.last_owner when nobody else could let people in */
  async function requireAnotherOwner(login: string): Promise<void> {
    const others = (await store.all()).filter(
      ({ _id, role, state }) => _id !== login && role === 'owner' && state === 'active',
    )
    if (others.length === 0) throw new DomainError('member.last_owner')
  }

  return {
    all: (): Promise<Member[]> => store.all(),
    any: (): Promise<boolean> => store.any(),
    find: current,

    /** Somebody who may come by a link. @throws member.exists */
    async invite(login: string, { userid, ...entry }: MemberEntry, by: Doer): Promise<Member> {
      const member: Member = {
        _id: login.toLowerCase(),
        ...entry,
        ...(userid && { userid: userid.toLowerCase() }),
        // By WeCom they may come at once: there is nothing to be set before.
        state: userid ? 'active' : 'invited',
        createdAt: realClock.now(),
      }
      if (!(await store.insert(member))) {
        throw new DomainError('member.exists', { places: { login: '这个登录名已经有人用了' } })
      }
      await auditLog.record(by, {
        action: 'member.invited',
        on: `member:${member._id}`,
        details: { role: member.role, departments: member.departments, stores: member.stores },
      })
      return member
    },

    /** @throws member.not_found or member.last_owner */
    async change(login: string, entry: Partial<MemberEntry>, by: Doer): Promise<Member> {
      const before = await current(login)
      const stepsDown = before.role === 'owner' && entry.role !== undefined && entry.role !== 'owner'
      if (stepsDown) await requireAnotherOwner(before._id)
      // By WeCom they may come at once: there is nothing to be set before.
      const comesIn = before.state === 'invited' && entry.userid ? { state: 'active' as const } : {}
      const after = (await store.change(login, { ...entry, ...comesIn })) ?? before
      await auditLog.record(by, {
        action: 'member.changed',
        on: `member:${before._id}`,
        details: changesOf(before, after),
      })
      return after
    },

    /** They cannot log in any more, and are logged out. @throws member.not_found or member.last_owner */
    async suspend(login: string, by: Doer): Promise<Member> {
      const before = await current(login)
      if (before.role === 'owner') await requireAnotherOwner(before._id)
      const after = (await store.change(login, { state: 'suspended' })) ?? before
      await sessions.endAllOf(before._id)
      await auditLog.record(by, { action: 'member.suspended', on: `member:${before._id}` })
      return after
    },

    /** Takes the suspension back. @throws member.not_found */
    async restore(login: string, by: Doer): Promise<Member> {
      const before = await current(login)
      const state = before.passwordHash || before.userid ? 'active' : 'invited'
      const after = (await store.change(login, { state })) ?? before
      await auditLog.record(by, { action: 'member.restored', on: `member:${before._id}` })
      return after
    },
  }
}

/** What is other than before: `{ role: ['marketer', 'owner'] }`. */
function changesOf(before: Member, after: Member): Record<string, [unknown, unknown]> {
  const fields = ['name', 'role', 'departments', 'stores', 'userid'] as const
  return Object.fromEntries(
    fields
      .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
      .map((field) => [field, [before[field] ?? null, after[field] ?? null]]),
  )
}
