import type { MemberSession, MemberSessionStore } from '../../models/member-sessions.ts'
import type { Member, MemberStore } from '../../models/members.ts'
import type { Clock } from '../clock.ts'

/** Real time, both: unused, and at the longest. */
export const idleMs = 12 * 3_600_000
export const absoluteMs = 7 * 24 * 3_600_000
/** The time of last use is written at most this often. */
const noteUseMs = 60_000

/** Where somebody logs in from. */
export interface From {
  address: string
  agent: string
}

export interface Visit {
  member: Member
  sessionId: string
}

export type MemberSessions = ReturnType<typeof createMemberSessions>

/** Log-ins of members: they end by themselves, by whoever they are of, and with the right to log in. */
export function createMemberSessions(deps: {
  store: MemberSessionStore
  members: Pick<MemberStore, 'find'>
  realClock: Clock
}) {
  const { store, members, realClock } = deps

  const isAlive = (session: MemberSession, now: Date): boolean =>
    session.endsAt > now && now.getTime() - session.usedAt.getTime() < idleMs

  async function visitOf(session: MemberSession | null, now: Date): Promise<Visit | null> {
    if (!session || !isAlive(session, now)) return null
    const member = await members.find(session.memberId)
    return member?.state === 'active' ? { member, sessionId: session._id } : null
  }

  return {
    /** `from` may say more of a browser than is kept. */
    async open(memberId: string, way: MemberSession['way'], { address, agent }: From) {
      const createdAt = realClock.now()
      const endsAt = new Date(createdAt.getTime() + absoluteMs)
      return store.open({ memberId, way, address, agent, createdAt, endsAt })
    },

    /** Whose token it is, and notes that it was used. */
    async use(token: string): Promise<Visit | null> {
      const now = realClock.now()
      const session = await store.find(token)
      const visit = await visitOf(session, now)
      if (visit && session && now.getTime() - session.usedAt.getTime() > noteUseMs)
        await store.used(session._id, now)
      return visit
    },

    /** The same of a session known by its id, without using it. */
    async look(sessionId: string): Promise<Visit | null> {
      return visitOf(await store.findById(sessionId), realClock.now())
    },

    /** The live ones of a member, the latest used first. */
    async of(memberId: string): Promise<MemberSession[]> {
      const now = realClock.now()
      const all = await store.of(memberId)
      return all
        .filter((session) => isAlive(session, now))
        .sort((a, b) => b.usedAt.getTime() - a.usedAt.getTime())
    },

    /** False when it is not one of theirs. */
    async end(memberId: string, sessionId: string): Promise<boolean> {
      const session = await store.findById(sessionId)
      return session?.memberId === memberId && (await store.end(sessionId))
    },

    endAllOf: (memberId: string): Promise<void> => store.endAllOf(memberId),
  }
}
