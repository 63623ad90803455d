import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Log } from '../domain/log.ts'
import type { TokenAnswer } from './coordination/access-tokens.ts'
import type { Limit, RateGovernor } from './coordination/rate-governor.ts'
import type { Http, HttpCall } from './http.ts'
import { PlatformError } from './platform-error.ts'
import { platformWords } from './platform-words.ts'

/** What to do about an errcode, by platform. A code in none of the tables is final. */
export interface ErrcodeRules {
  /** The token is refused: fetch a new one and call once more. */
  tokenRefused: ReadonlySet<number>
  /** The token is refused and a new one would hardly be better: it is not used again, and this call is over. */
  tokenDead?: ReadonlySet<number>
  /** Worth another try after about this many ms, doubled each time. */
  retryAfterMs: ReadonlyMap<number, number>
  /** Frequency is used up: nobody calls this api before that many ms have passed. */
  holdMs: ReadonlyMap<number, () => number>
  /** Further codes whose meaning we know. Of all others the platform's own words are kept. */
  known: ReadonlySet<string>
}

/**
 * When a call may be repeated inside the client:
 * `never`        its effect may happen once and a failed try may use it up
 * `whenRefused`  the platform answered that it did nothing
 * `always`       also when the answer was lost: reads, and writes that change nothing the second time
 */
export type Repeat = 'never' | 'whenRefused' | 'always'

export interface ErrcodeCall<T> extends HttpCall {
  reply: z.ZodType<T>
  repeat: Repeat
  /** Further limits of this call beside those of its api. */
  limits?: readonly Limit[]
}

export interface ErrcodeClient {
  /** Calls with an access token. Throws PlatformError for everything but errcode 0. */
  call<T>(call: ErrcodeCall<T>): Promise<T>
  /** Calls without a token: for the token itself and for logins. */
  callBare<T>(call: ErrcodeCall<T>): Promise<T>
}

/** Waits in real time; a test passes one that only notes the wait. */
export type Wait = (ms: number) => Promise<void>

/** First try and three more (WeCom doc 90313: -1 at most three times). */
const maxTries = 4
const lostAnswerRetryMs = 300
const maxWaitMs = 8_000

const envelopeSchema = z.looseObject({
  errcode: z.number().int().default(0),
  errmsg: z.string().catch(''),
})

/** The part WeCom and WeChat have in common: token in the query, errcode in the answer, HTTP status 200 even for a refusal. */
export function createErrcodeClient(deps: {
  platform: string
  http: Http
  rules: ErrcodeRules
  governor: RateGovernor
  /** Limits of one api (its path), shared by all processes. The first one's name is held after a frequency refusal. */
  limitsOf: (path: string) => readonly [Limit, ...Limit[]]
  tokens: { get(): Promise<TokenAnswer>; drop(grant: string): Promise<void> }
  log: Log
  wait?: Wait
}): ErrcodeClient {
  const { platform, http, rules, governor, limitsOf, tokens, log } = deps
  const wait: Wait = deps.wait ?? (async (ms) => void (await sleep(ms)))

  /** One request; an errcode becomes a PlatformError. */
  async function attempt<T>(call: ErrcodeCall<T>): Promise<T> {
    const apiLimits = limitsOf(call.path)
    const permit = await governor.take([...apiLimits, ...(call.limits ?? [])])
    if (permit.kind === 'retryLater') throw limited(call, permit)
    const { status, json } = await http.call(call)
    const api = call.api ?? call.path
    const envelope = envelopeSchema.safeParse(json)
    if (!envelope.success || status >= 300) {
      const kind = status >= 300 ? 'http' : 'malformed'
      const sent = status >= 300 ? 'no' : 'maybe'
      throw new PlatformError({ platform, api, kind, code: String(status), retryable: false, sent })
    }
    const { errcode, errmsg } = envelope.data
    if (errcode !== 0) throw await refusal(call, errcode, errmsg, apiLimits[0])
    const reply = call.reply.safeParse(json)
    if (reply.success) return reply.data
    const field = reply.error.issues[0]?.path.join('.') || 'reply'
    throw new PlatformError({
      platform,
      api,
      kind: 'malformed',
      code: field,
      retryable: false,
      sent: 'maybe',
    })
  }

  async function refusal(
    call: HttpCall,
    errcode: number,
    errmsg: string,
    apiLimit: Limit,
  ): Promise<PlatformError> {
    const api = call.api ?? call.path
    const holdMs = rules.holdMs.get(errcode)?.()
    if (holdMs !== undefined) await governor.hold(apiLimit.name, holdMs)
    const afterMs = holdMs ?? rules.retryAfterMs.get(errcode)
    const retryable = afterMs !== undefined || rules.tokenRefused.has(errcode)
    const isKnown = retryable || rules.known.has(String(errcode))
    const detail = isKnown ? undefined : platformWords(errmsg, { query: call.query, body: call.body })
    if (isKnown) log.debug({ platform, api, errcode }, 'platform refused a call')
    else log.warn({ platform, api, errcode, detail }, 'platform refused a call with a code we do not know')
    return new PlatformError({
      platform,
      api,
      kind: 'errcode',
      code: String(errcode),
      retryable,
      sent: 'no',
      afterMs,
      detail,
    })
  }

  function limited(call: HttpCall, answer: { afterMs: number; code: string }): PlatformError {
    const { afterMs, code } = answer
    return new PlatformError({
      platform,
      api: call.api ?? call.path,
      kind: 'limited',
      code,
      retryable: true,
      sent: 'no',
      afterMs,
    })
  }

  /** Ms to wait before the next try, undefined when there is none. */
  function pause(error: unknown, repeat: Repeat, tries: number): number | undefined {
    if (!(error instanceof PlatformError) || repeat === 'never' || tries >= maxTries) return undefined
    if (error.kind === 'errcode') {
      const base = rules.retryAfterMs.get(Number(error.code))
      return base === undefined ? undefined : jittered(base * 2 ** (tries - 1))
    }
    const lost = error.kind === 'timeout' || error.kind === 'unreachable' || error.kind === 'http'
    const again = repeat === 'always' && lost && error.retryable
    return again ? jittered(lostAnswerRetryMs * 2 ** (tries - 1)) : undefined
  }

  async function callBare<T>(call: ErrcodeCall<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await attempt(call)
      } catch (error) {
        const ms = pause(error, call.repeat, tries)
        if (ms === undefined) throw error
        await wait(ms)
      }
    }
  }

  async function granted(call: HttpCall): Promise<{ token: string; grant: string }> {
    const answer = await tokens.get()
    if (answer.kind === 'token') return answer
    if (answer.kind === 'retryLater') throw limited(call, answer)
    const { code } = answer
    throw new PlatformError({
      platform,
      api: call.api ?? call.path,
      kind: 'errcode',
      code,
      retryable: false,
      sent: 'no',
    })
  }

  async function callWithToken<T>(call: ErrcodeCall<T>): Promise<T> {
    const { token, grant } = await granted(call)
    try {
      return await callBare({ ...call, query: { ...call.query, access_token: token } })
    } catch (error) {
      // Before anybody else is given it, and whether or not a new one is to be had.
      if (isOneOf(error, rules.tokenRefused) || isOneOf(error, rules.tokenDead)) await tokens.drop(grant)
      throw error
    }
  }

  return {
    callBare,
    async call(call) {
      try {
        return await callWithToken(call)
      } catch (error) {
        if (!isOneOf(error, rules.tokenRefused)) throw error
      }
      // The token is looked at before anything else, so nothing was done with the refused one.
      return await callWithToken(call)
    },
  }
}

function isOneOf(error: unknown, codes: ReadonlySet<number> | undefined): boolean {
  return error instanceof PlatformError && error.kind === 'errcode' && codes?.has(Number(error.code)) === true
}

/** Between half and all of it, so that processes which failed together do not come back together. */
function jittered(ms: number): number {
  return Math.min(maxWaitMs, Math.round(ms * (0.5 + Math.random() / 2)))
}
