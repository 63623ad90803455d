import type { Integration, IntegrationKey, IntegrationStore } from '../../models/integrations.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { AuditLog, Doer } from '../members/audit-log.ts'
import type { KeyScope } from './key-scopes.ts'
import { hashOfSecret, newIntegrationId, newToken } from './token.ts'

/** One in use, and the next one while systems change over. */
const mostLive = 2
/** Keys that are over and still shown. */
const mostPast = 10
const mostIntegrations = 200
const mostTries = 8
const dayMs = 86_400_000

/** What an owner says of another system. */
export interface IntegrationEntry {
  name: string
  scopes: KeyScope[]
  addresses: string[]
}

/** An integration, and the one moment its new key can be read. */
export interface WithKey {
  integration: Integration
  token: string
}

export type Integrations = ReturnType<typeof createIntegrations>

export const isLive = ({ revokedAt, expiresAt }: IntegrationKey, now: Date): boolean =>
  revokedAt === undefined && expiresAt > now

/** Other systems that may call the API, and their keys. Every change is noted, no secret is. */
export function createIntegrations(deps: {
  store: IntegrationStore
  auditLog: Pick<AuditLog, 'record'>
  realClock: Clock
}) {
  const { store, auditLog, realClock } = deps

  function newKey(integrationId: string, days: number, by: Doer): { key: IntegrationKey; token: string } {
    const { token, keyId, secret } = newToken(integrationId)
    const createdAt = realClock.now()
    const expiresAt = new Date(createdAt.getTime() + days * dayMs)
    return {
      key: { id: keyId, secretHash: hashOfSecret(secret), by: by.memberId, createdAt, expiresAt },
      token,
    }
  }

  /** @throws integration.not_found, or integration.changed while others never cease to change it */
  async function edit(
    id: string,
    change: (known: Integration) => Partial<Integration>,
  ): Promise<Integration> {
    for (let tries = 0; tries < mostTries; tries++) {
      const known = await store.find(id)
      if (known === null) throw new DomainError('integration.not_found')
      const changed = { ...known, ...change(known), rev: known.rev + 1 }
      if (await store.save(changed)) return changed
    }
    throw new DomainError('integration.changed')
  }

  const note = (by: Doer, action: string, { _id }: Integration, details: Record<string, unknown>) =>
    auditLog.record(by, { action: `integration.${action}`, on: `integration:${_id}`, details })

  return {
    all: (): Promise<Integration[]> => store.list(mostIntegrations),

    /** With its first key, good for so many days. */
    async add(entry: IntegrationEntry, days: number, by: Doer): Promise<WithKey> {
      const _id = newIntegrationId()
      const { key, token } = newKey(_id, days, by)
      const createdAt = key.createdAt
      const integration = { _id, rev: 1, ...entry, keys: [key], usedAt: {}, createdAt }
      if (!(await store.insert(integration))) throw new DomainError('integration.changed')
      await note(by, 'added', integration, { ...entry, key: key.id, expiresAt: key.expiresAt })
      return { integration, token }
    },

    /** Name, rights and addresses; holds for its keys from the next call on. */
    async change(id: string, entry: Partial<IntegrationEntry>, by: Doer): Promise<Integration> {
      const changed = await edit(id, () => entry)
      await note(by, 'changed', changed, { ...entry })
      return changed
    },

    /** One more key. @throws integration.too_many_keys while two are live */
    async issue(id: string, days: number, by: Doer): Promise<WithKey> {
      const { key, token } = newKey(id, days, by)
      const integration = await edit(id, ({ keys }) => {
        const live = keys.filter((each) => isLive(each, key.createdAt))
        if (live.length >= mostLive) throw new DomainError('integration.too_many_keys')
        const past = keys.filter((each) => !live.includes(each)).slice(-mostPast)
        return { keys: [...past, ...live, key] }
      })
      await note(by, 'key_made', integration, { key: key.id, expiresAt: key.expiresAt })
      return { integration, token }
    },

    /** No call with this key is answered from now on, by whatever process. Again: the same. */
    async revoke(id: string, keyId: string, by: Doer): Promise<Integration> {
      const integration = await edit(id, ({ keys }) => {
        if (!keys.some((each) => each.id === keyId)) throw new DomainError('integration.not_found')
        return {
          keys: keys.map((each) =>
            each.id === keyId ? { ...each, revokedAt: each.revokedAt ?? realClock.now() } : each,
          ),
        }
      })
      await note(by, 'key_revoked', integration, { key: keyId })
      return integration
    },
  }
}
