import type { Log } from '../../domain/log.ts'

export const unavailable = Symbol('coordination unavailable')

/** What a caller is told while Redis is away: nothing was decided and nothing was called. */
export const coordinationUnavailable = {
  kind: 'retryLater',
  afterMs: 2_000,
  code: 'coordination.unavailable',
} as const

/** Runs a Redis command; its failure is logged and becomes a value. Only the kind of error is logged, never the command. */
export async function orUnavailable<T>(log: Log, command: () => Promise<T>): Promise<T | typeof unavailable> {
  try {
    return await command()
  } catch (error) {
    log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'coordination store unavailable')
    return unavailable
  }
}
