import type { Member, MemberStore } from '../../models/members.ts'
import type { WelcomeLink, WelcomeLinkStore } from '../../models/welcome-links.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { AuditLog, Doer } from './audit-log.ts'
import { weakPassword } from './log-in.ts'
import { hashPassword, isStrongEnough } from './passwords.ts'
import type { MemberSessions } from './sessions.ts'

/** Real time. */
const lifeMs = 30 * 60_000

/** What a link is for: a member who is there already, or an owner who is yet to be named. */
export interface Welcome {
  member: Member | null
  expiresAt: Date
}

export type Welcomes = ReturnType<typeof createWelcomes>

/** One-time links by which people set their password: they work once, for half an hour. */
export function createWelcomes(deps: {
  store: WelcomeLinkStore
  members: MemberStore
  sessions: MemberSessions
  auditLog: AuditLog
  realClock: Clock
  publicUrl: string
}) {
  const { store, members, sessions, auditLog, realClock, publicUrl } = deps

  async function make(kind: WelcomeLink['kind'], by: string, memberId?: string) {
    const expiresAt = new Date(realClock.now().getTime() + lifeMs)
    const code = await store.make({ kind, memberId, by, expiresAt })
    return { url: `${publicUrl}/admin/welcome?code=${code}`, expiresAt }
  }

  /** Whether there is still what the link is for. */
  async function welcomeOf(link: WelcomeLink | null): Promise<Welcome> {
    if (!link) throw new DomainError('welcome.invalid')
    if (link.kind === 'first' && (await members.any())) throw new DomainError('welcome.invalid')
    if (!link.memberId) return { member: null, expiresAt: link.expiresAt }
    const member = await members.find(link.memberId)
    if (!member || member.state === 'suspended') throw new DomainError('welcome.invalid')
    return { member, expiresAt: link.expiresAt }
  }

  return {
    /** For the first owner of all; null once there is anybody. */
    async forFirstOwner() {
      return (await members.any()) ? null : make('first', 'kelu')
    },
    /** For one more owner, or a member who cannot log in any more. */
    async byCommand(login: string | null) {
      if (login === null) return make('owner', 'kelu owner')
      const member = await members.find(login)
      if (!member) throw new DomainError('member.not_found')
      return make('member', 'kelu owner', member._id)
    },
    /** For a member; links made for them before work no more. */
    async forMember(member: Member, by: Doer) {
      await store.withdraw(member._id)
      const link = await make('member', by.memberId, member._id)
      await auditLog.record(by, { action: 'member.link_made', on: `member:${member._id}` })
      return link
    },

    /** Whom a link is for. @throws welcome.invalid when it was used, is late, or never was */
    async look(code: string): Promise<Welcome> {
      return welcomeOf(await store.look(code, realClock.now()))
    },

    /**
     * Uses the link: the member, with their password, who may log in from now on. `login` only where the link names nobody.
     * @throws welcome.invalid, member.exists or password.weak; after the latter two the link works on
     */
    async accept(input: { code: string; login?: string; name: string; password: string; address: string }) {
      const { code, name, password, address } = input
      const { member } = await welcomeOf(await store.look(code, realClock.now()))
      const login = member?._id ?? input.login?.toLowerCase()
      if (login === undefined) throw new DomainError('request.malformed', { places: { login: '请填写' } })
      if (!isStrongEnough(password, login)) {
        throw new DomainError('password.weak', { places: { password: weakPassword } })
      }
      if (!member && (await members.find(login))) throw taken()
      const passwordHash = await hashPassword(password)
      await welcomeOf(await store.take(code, realClock.now()))
      const welcomed = member
        ? await members.change(login, { name, passwordHash, state: 'active' })
        : await newOwner(login, name, passwordHash)
      if (!welcomed) throw new DomainError('member.not_found')
      // Whoever was logged in with the old password is not any more.
      await sessions.endAllOf(login)
      await auditLog.record({ memberId: login, name, address }, { action: 'member.welcomed' })
      return welcomed
    },
  }

  async function newOwner(_id: string, name: string, passwordHash: string): Promise<Member> {
    const owner: Member = {
      _id,
      name,
      role: 'owner',
      departments: [],
      stores: [],
      passwordHash,
      state: 'active',
      createdAt: realClock.now(),
    }
    if (!(await members.insert(owner))) throw taken()
    return owner
  }
}

const taken = (): DomainError =>
  new DomainError('member.exists', { places: { login: '这个登录名已经有人用了' } })
