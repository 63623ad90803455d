import type { Clock } from '../../../domain/clock.ts'
import type { Running } from '../../running/look-at-running.ts'
import { stageWords } from '../../running/stage-words.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { running as contract } from './contract.ts'

export function createRunningHandlers(deps: {
  look(): Promise<Running>
  /** zh-CN name of a definition, by its key. */
  nameOf(key: string): string
  freeBytes: (() => Promise<number>) | null
  realClock: Clock
}): Handlers<typeof contract> {
  return {
    async look() {
      const [found, freeBytes] = await Promise.all([deps.look(), deps.freeBytes?.() ?? null])
      const { processes, freshness, inbox, queues, runs, stuck, held, standing } = found
      const speedsOf = (host: string, pid: number) =>
        freshness.find((one) => one.host === host && one.pid === pid)?.stages ?? null
      return {
        at: deps.realClock.now(),
        publication: found.publication,
        processes: processes.map(({ host, pid, role, since, publication }) => ({
          ...{ host, pid, role, since, publication },
          speeds:
            speedsOf(host, pid)?.map(({ stage, p50, p95, p99 }) => ({
              stage,
              name: stageWords[stage],
              p50Ms: p50 * 1_000,
              p95Ms: p95 * 1_000,
              p99Ms: p99 * 1_000,
            })) ?? null,
        })),
        inbox: { received: inbox.received, failed: inbox.failed, oldestMs: inbox.oldest?.waitedMs ?? null },
        queues: {
          events: queues.events,
          oldestEventAt: queues.oldestEvent?.receivedAt ?? null,
          touches: queues.touches,
          tasks: queues.tasks,
          outboxes: queues.outboxes,
        },
        people: {
          ...runs,
          stuck: stuck.length,
          held: held.reduce((sum, { runs: people }) => sum + people, 0),
        },
        standing: standing.map(({ kind, says, ids, mends }) => ({ kind, says, count: ids.length, mends })),
        marketingHeldSince: found.marketingHeldSince,
        paused: found.paused.map(deps.nameOf),
        freeBytes,
      }
    },
  }
}
