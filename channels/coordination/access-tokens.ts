/** What a platform answered when asked for a token. `refused` = our secret is wrong, asking again gets us banned. */
export type FetchedToken =
  | { kind: 'token'; token: string; expiresInSeconds: number }
  | { kind: 'refused'; code: string }

/** One issue of a token. `until`, ms of the business clock: how long it is used. */
export interface IssuedToken {
  token: string
  grant: string
  until: number
}

export type TokenAnswer =
  /** `grant` names this issue of the token; hand it to `drop` when the platform refuses the token. */
  | { kind: 'token'; token: string; grant: string }
  /** The platform refuses our secret; it was not asked again. */
  | { kind: 'refused'; code: string }
  /** Nobody could say; nothing was called. */
  | { kind: 'retryLater'; afterMs: number; code: string }

export interface TokenRequest {
  /** Names one secret of one application. Never contains the secret; see tokenKey. */
  key: string
  /** Asks the platform. Its exceptions reach whoever waits in this process. */
  fetch: () => Promise<FetchedToken>
}

/**
 * One access token per secret, shared by every process: fetched once however many ask at the same moment, kept until
 * shortly before the platform's expiry by the business clock. After a failed fetch nobody asks the platform for a moment:
 * callers are told retryLater.
 */
export interface AccessTokens {
  get(request: TokenRequest): Promise<TokenAnswer>
  /** The platform has refused the token of this grant: nobody is given it again. A newer one stays. */
  drop(key: string, grant: string): Promise<void>
}

/** Where tokens outlive the process. Its failures are its own: a token is good without it. */
export interface TokenVault {
  find(key: string): Promise<IssuedToken | null>
  save(key: string, issued: IssuedToken): Promise<void>
  remove(key: string, grant: string): Promise<void>
}

/** A repeated wrong secret bans our address for about an hour (WeCom doc 91039), so a refusal is remembered. */
export const refusalHoldMs = 10 * 60_000

/** Asking for tokens often is blocked too (WeCom doc 91039): that long after a failed fetch nobody asks again. */
export const failureHoldMs = 2_000

/** What callers are told meanwhile. */
export const tokenUnavailable = {
  kind: 'retryLater',
  afterMs: failureHoldMs,
  code: 'token.unavailable',
} as const

/**
 * How long a token is used, ms. It is given up a minute early so that it does not run out on its way; a token with less
 * than two minutes left is used for half of that, so that a platform which repeats its token is not asked all the time.
 */
export function usableMs(expiresInSeconds: number): number {
  const lifeMs = expiresInSeconds * 1_000
  return lifeMs - Math.min(60_000, lifeMs / 2)
}
