import type { Clock } from '../../domain/clock.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { Log } from '../../domain/log.ts'
import type { Connection } from '../../models/connect.ts'
import { createAuditLogHandlers } from '../admin-api/audit-log/handlers.ts'
import { contract } from '../admin-api/contract.ts'
import { createWho } from '../admin-api/core/who.ts'
import type { DefinitionsGround } from '../admin-api/definitions/ground.ts'
import { createMemberHandlers } from '../admin-api/members/handlers.ts'
import { createAdminApiRouters } from '../admin-api/router.ts'
import { createSessionHandlers } from '../admin-api/session/handlers.ts'
import { createStoreHandlers } from '../admin-api/stores/handlers.ts'
import type { Config } from '../config.ts'
import { createAdminLoginRouter } from '../http/admin-login/router.ts'
import { createLiveRouter } from '../http/live/router.ts'
import type { Live } from '../live/live.ts'
import { wireAdminPeople } from './admin-people.ts'
import { wireDefinitionsApi } from './definitions-api.ts'
import { wireMembers } from './members.ts'
import type { Platforms } from './platforms.ts'
import type { Stores } from './stores.ts'

/** The marketers' page: its members and its API. A resource is added to `handlers`. */
export function wireAdmin(deps: {
  config: Pick<Config, 'publicUrl' | 'templatesDir'>
  stores: Stores
  platforms: Pick<Platforms, 'staffLogin'>
  connection: Connection
  customers: Customers
  realClock: Clock
  /** Tells open pages what changed. */
  live: Live
  log: Log
  /** What definitions are written and published by. */
  publishing: Pick<DefinitionsGround, 'published' | 'drafts' | 'meta' | 'publish' | 'publishDrafts' | 'clock'>
}) {
  const { stores, platforms } = deps
  const { publicUrl } = deps.config
  const ground = wireMembers({ ...deps, publicUrl })
  const { auditLog, sessions } = ground
  const who = createWho({ sessions, publicUrl })

  const api = createAdminApiRouters({
    ...deps,
    publicUrl,
    who,
    handlers: {
      session: createSessionHandlers({ ...ground, contract, byWecom: platforms.staffLogin !== null }),
      members: createMemberHandlers(ground),
      auditLog: createAuditLogHandlers(ground),
      stores: createStoreHandlers({ stores: stores.retailStores, auditLog }),
      ...wireAdminPeople({ ...deps, ...deps.publishing, ground, announce: deps.live.announce }),
      ...wireDefinitionsApi({
        ...deps,
        ...deps.publishing,
        templatesDir: deps.config.templatesDir,
        auditLog,
        announce: deps.live.announce,
        // Nothing needs a second person as long as no rule says so.
        reviewNeeded: async () => null,
      }),
    },
  })

  return {
    ...ground,
    routers: [
      ...api,
      createAdminLoginRouter({ ...ground, login: platforms.staffLogin, publicUrl }),
      createLiveRouter({ ...deps, who, sessions }),
    ],
  }
}
