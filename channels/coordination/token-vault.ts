import type { Log } from '../../domain/log.ts'
import type { TokenVault } from './access-tokens.ts'

/** A text encrypted at rest. */
interface SealedText {
  kid: string
  ct: string
}

interface StoredToken {
  _id: string
  token: SealedText
  grant: string
  until: Date
}

/** Tokens sealed in the store. What cannot be read or written there is as if nothing were kept. */
export function createTokenVault(deps: {
  store: {
    find(id: string): Promise<StoredToken | null>
    save(record: StoredToken): Promise<void>
    remove(id: string, grant: string): Promise<void>
  }
  sealer: { seal(text: string): SealedText; unseal(sealed: SealedText): string }
  log: Log
}): TokenVault {
  const { store, sealer, log } = deps

  async function orNothing<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work()
    } catch (error) {
      log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'access tokens are not kept')
      return null
    }
  }

  return {
    find: (key) =>
      orNothing(async () => {
        const kept = await store.find(key)
        return kept && { token: sealer.unseal(kept.token), grant: kept.grant, until: kept.until.getTime() }
      }),
    async save(key, { token, grant, until }) {
      await orNothing(() =>
        store.save({ _id: key, token: sealer.seal(token), grant, until: new Date(until) }),
      )
    },
    async remove(key, grant) {
      await orNothing(() => store.remove(key, grant))
    },
  }
}
