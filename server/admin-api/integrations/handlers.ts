import { type Integrations, isLive } from '../../../domain/api-keys/integrations.ts'
import { keyScopeNames, keyScopes } from '../../../domain/api-keys/key-scopes.ts'
import { prefixOf } from '../../../domain/api-keys/token.ts'
import type { Clock } from '../../../domain/clock.ts'
import type { Integration } from '../../../models/integrations.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { integrations as contract } from './contract.ts'

export function createIntegrationHandlers(deps: {
  integrations: Integrations
  realClock: Clock
}): Handlers<typeof contract> {
  const { integrations, realClock } = deps
  const present = (integration: Integration) => presentIntegration(integration, realClock.now())

  return {
    async list() {
      const items = (await integrations.all()).map(present)
      return { items, scopes: keyScopes.map((scope) => ({ scope, name: keyScopeNames[scope] })) }
    },
    async add({ body: { days, ...entry }, caller }) {
      const { integration, token } = await integrations.add(entry, days, caller)
      return { integration: present(integration), token }
    },
    change: async ({ params, body, caller }) => present(await integrations.change(params.id, body, caller)),
    async issue({ params, body, caller }) {
      const { integration, token } = await integrations.issue(params.id, body.days, caller)
      return { integration: present(integration), token }
    },
    revoke: async ({ params, caller }) => present(await integrations.revoke(params.id, params.key, caller)),
  }
}

/** Without the digests: they are nobody's to see. */
function presentIntegration(
  { _id, name, scopes, addresses, keys, usedAt, createdAt }: Integration,
  now: Date,
) {
  return {
    id: _id,
    name,
    scopes,
    addresses,
    createdAt,
    keys: keys.toReversed().map((key) => ({
      id: key.id,
      prefix: prefixOf(_id, key.id),
      state: key.revokedAt
        ? ('revoked' as const)
        : isLive(key, now)
          ? ('live' as const)
          : ('expired' as const),
      by: key.by,
      createdAt: key.createdAt,
      expiresAt: key.expiresAt,
      revokedAt: key.revokedAt ?? null,
      usedAt: usedAt[key.id] ?? null,
    })),
  }
}
