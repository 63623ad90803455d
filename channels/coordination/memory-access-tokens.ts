import { nanoid } from 'nanoid'
import type { Clock } from '../../domain/clock.ts'
import type { AccessTokens, FetchedToken, TokenAnswer, TokenRequest } from './access-tokens.ts'
import { refusalHoldMs, usableMs } from './access-tokens.ts'

interface Kept {
  answer: Exclude<TokenAnswer, { kind: 'retryLater' }>
  until: number
}

/** AccessTokens of a single process. */
export function createMemoryAccessTokens({ clock }: { clock: Clock }): AccessTokens {
  const kept = new Map<string, Kept>()
  const fetching = new Map<string, Promise<TokenAnswer>>()

  function keep(key: string, fetched: FetchedToken): TokenAnswer {
    const now = clock.now().getTime()
    const entry: Kept =
      fetched.kind === 'token'
        ? {
            answer: { kind: 'token', token: fetched.token, grant: nanoid() },
            until: now + usableMs(fetched.expiresInSeconds),
          }
        : { answer: fetched, until: now + refusalHoldMs }
    kept.set(key, entry)
    return entry.answer
  }

  async function get(request: TokenRequest): Promise<TokenAnswer> {
    const { key, fetch, insteadOf } = request
    const entry = kept.get(key)
    if (entry && entry.until > clock.now().getTime() && !isGrant(entry.answer, insteadOf)) return entry.answer
    const running = fetching.get(key)
    if (running !== undefined) return running
    const started = fetch()
      .then((fetched) => keep(key, fetched))
      .finally(() => fetching.delete(key))
    fetching.set(key, started)
    return started
  }

  return { get }
}

function isGrant(answer: TokenAnswer, grant: string | undefined): boolean {
  return answer.kind === 'token' && answer.grant === grant
}
