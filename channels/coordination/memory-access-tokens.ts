import { nanoid } from 'nanoid'
import type { Clock } from '../../domain/clock.ts'
import {
  type AccessTokens,
  failureHoldMs,
  type IssuedToken,
  refusalHoldMs,
  type TokenAnswer,
  type TokenRequest,
  type TokenVault,
  tokenUnavailable,
  usableMs,
} from './access-tokens.ts'

interface Kept {
  answer: TokenAnswer
  until: number
}

/** AccessTokens of a single process; what the vault keeps is found again by the next one. */
export function createMemoryAccessTokens(deps: { clock: Clock; vault?: TokenVault }): AccessTokens {
  const { clock, vault } = deps
  const kept = new Map<string, Kept>()
  const fetching = new Map<string, Promise<TokenAnswer>>()
  const now = () => clock.now().getTime()

  function keep(key: string, answer: TokenAnswer, until: number): TokenAnswer {
    kept.set(key, { answer, until })
    return answer
  }

  function keepIssued(key: string, { token, grant, until }: IssuedToken): TokenAnswer {
    return keep(key, { kind: 'token', token, grant }, until)
  }

  async function obtain({ key, fetch }: TokenRequest): Promise<TokenAnswer> {
    const found = await vault?.find(key)
    if (found && found.until > now()) return keepIssued(key, found)
    try {
      const fetched = await fetch()
      if (fetched.kind === 'refused') return keep(key, fetched, now() + refusalHoldMs)
      const until = now() + usableMs(fetched.expiresInSeconds)
      const issued = { token: fetched.token, grant: nanoid(), until }
      await vault?.save(key, issued)
      return keepIssued(key, issued)
    } catch (error) {
      keep(key, tokenUnavailable, now() + failureHoldMs)
      throw error
    }
  }

  return {
    async get(request) {
      const entry = kept.get(request.key)
      if (entry && entry.until > now()) return entry.answer
      const running = fetching.get(request.key)
      if (running !== undefined) return running
      const started = obtain(request).finally(() => fetching.delete(request.key))
      fetching.set(request.key, started)
      return started
    },
    async drop(key, grant) {
      const entry = kept.get(key)
      if (entry?.answer.kind === 'token' && entry.answer.grant === grant) kept.delete(key)
      await vault?.remove(key, grant)
    },
  }
}
