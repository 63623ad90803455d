import type { IntegrationStore } from '../../models/integrations.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Caller } from '../members/caller.ts'
import { isAllowed } from './addresses.ts'
import { type KeyScope, keyScopes } from './key-scopes.ts'
import { hashOfSecret, readToken } from './token.ts'

/** The time of last use is written at most this often. */
const noteUseMs = 60_000

const prefix = 'key:'

/** The integration behind a caller; null for a member. */
export const integrationOf = ({ memberId }: Pick<Caller, 'memberId'>): string | null =>
  memberId.startsWith(prefix) ? memberId.slice(prefix.length) : null

export type Admit = (token: string, address: string) => Promise<Caller>

/**
 * Whose key this is, asked of the store each time: what was revoked a moment ago is refused by every process.
 * @throws key.invalid, key.revoked, key.expired, or key.wrong_address
 */
export function createAdmit(deps: {
  store: Pick<IntegrationStore, 'find' | 'used'>
  realClock: Clock
}): Admit {
  const { store, realClock } = deps

  return async function admit(token, address) {
    const given = readToken(token)
    const integration = given && (await store.find(given.integrationId))
    const key = integration?.keys.find(({ id }) => id === given?.keyId)
    // Digests of secrets nobody can guess: how long comparing them takes says nothing.
    if (!given || !integration || !key || key.secretHash !== hashOfSecret(given.secret)) {
      throw new DomainError('key.invalid')
    }
    const now = realClock.now()
    if (key.revokedAt) throw new DomainError('key.revoked')
    if (key.expiresAt <= now) throw new DomainError('key.expired')
    if (!isAllowed(address, integration.addresses)) throw new DomainError('key.wrong_address')
    const usedAt = integration.usedAt[key.id]?.getTime() ?? 0
    if (now.getTime() - usedAt > noteUseMs) await store.used(integration._id, key.id, now)
    return {
      memberId: `${prefix}${integration._id}`,
      name: integration.name,
      role: 'integration',
      keyScopes: integration.scopes.filter(isScope),
      departments: [],
      stores: [],
      userid: null,
      address,
    }
  }
}

const isScope = (text: string): text is KeyScope => (keyScopes as readonly string[]).includes(text)
