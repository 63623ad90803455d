import type { Clock } from '../../domain/clock.ts'
import { createAuditLog } from '../../domain/members/audit-log.ts'
import { createLockout } from '../../domain/members/lockout.ts'
import { createLogIn } from '../../domain/members/log-in.ts'
import { createMembers } from '../../domain/members/members.ts'
import { createScopes } from '../../domain/members/scope.ts'
import { createMemberSessions } from '../../domain/members/sessions.ts'
import { createWelcomes } from '../../domain/members/welcome.ts'
import type { Stores } from './stores.ts'

/** Who may log in to the marketers' page, how, what they may see, and what they did. */
export function wireMembers(deps: {
  stores: Pick<
    Stores,
    'auditLog' | 'loginAttempts' | 'members' | 'memberSessions' | 'retailStores' | 'staff' | 'welcomeLinks'
  >
  /** Of sessions, lock-outs and the audit log: never the business clock. */
  realClock: Clock
  publicUrl: string
}) {
  const { stores, realClock, publicUrl } = deps
  const auditLog = createAuditLog({ store: stores.auditLog, realClock })
  const sessions = createMemberSessions({ store: stores.memberSessions, members: stores.members, realClock })
  const lockout = createLockout({ store: stores.loginAttempts, realClock })
  return {
    auditLog,
    sessions,
    members: createMembers({ store: stores.members, sessions, auditLog, realClock }),
    logIn: createLogIn({ members: stores.members, sessions, lockout, auditLog }),
    welcomes: createWelcomes({
      store: stores.welcomeLinks,
      members: stores.members,
      sessions,
      auditLog,
      realClock,
      publicUrl,
    }),
    scopes: createScopes({ staff: stores.staff.all, stores: stores.retailStores.all }),
  }
}
