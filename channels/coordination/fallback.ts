import type { Log } from '../../domain/log.ts'
import type { AccessTokens } from './access-tokens.ts'
import type { RateGovernor } from './rate-governor.ts'
import { coordinationUnavailable } from './unavailable.ts'

/** The two things processes share. */
export interface Coordination {
  tokens: AccessTokens
  governor: RateGovernor
}

/** What the connection to the shared store says of itself; ioredis is one. */
interface Connection {
  readonly status: string
  on(event: 'ready' | 'close', heard: () => void): unknown
}

/** A store that answers nothing over an open connection is asked again after this long. Real time. */
const askAgainMs = 2_000

/**
 * The shared coordination, and while it is away this process's own: messages go on, for a lost Redis must silence nobody. Every
 * process then keeps to the platforms' limits by itself, and what was counted before is not known to it. `isDown` is for
 * readiness and metrics.
 */
export function withFallback(deps: {
  connection: Connection
  shared: Coordination
  own: Coordination
  log: Log
}): Coordination & { isDown(): boolean } {
  const { connection, shared, own, log } = deps
  let down = false
  let asked = Number.NEGATIVE_INFINITY

  connection.on('close', lost)
  connection.on('ready', () => {
    if (down) log.info({}, 'coordination store is back: limits and tokens are shared again')
    down = false
  })

  function lost(): void {
    asked = performance.now()
    if (!down)
      log.error({}, 'coordination store is away: this process goes on with tokens and limits of its own')
    down = true
  }

  function shallAsk(): boolean {
    return !down || (connection.status === 'ready' && performance.now() - asked > askAgainMs)
  }

  async function ask<A extends { kind: string; code?: string }>(
    sharedAnswer: () => Promise<A>,
    ownAnswer: () => Promise<A>,
  ): Promise<A> {
    if (!shallAsk()) return ownAnswer()
    const answer = await sharedAnswer()
    if (answer.code !== coordinationUnavailable.code) {
      down = false
      return answer
    }
    lost()
    return ownAnswer()
  }

  return {
    isDown: () => down,
    tokens: {
      get: (request) =>
        ask(
          () => shared.tokens.get(request),
          () => own.tokens.get(request),
        ),
      async drop(key, grant) {
        // Whoever issued it: each knows its own by the grant.
        await Promise.all([own.tokens.drop(key, grant), shallAsk() && shared.tokens.drop(key, grant)])
      },
    },
    governor: {
      take: (limits) =>
        ask(
          () => shared.governor.take(limits),
          () => own.governor.take(limits),
        ),
      async hold(name, forMs) {
        await Promise.all([own.governor.hold(name, forMs), shallAsk() && shared.governor.hold(name, forMs)])
      },
    },
  }
}
