import { ulid } from 'ulid'
import type { Clock } from '../../domain/clock.ts'
import { hashOf } from '../../domain/definitions/keep-version.ts'
import { keyOf } from '../../domain/definitions/keys.ts'
import type { Log } from '../../domain/log.ts'
import type { TrialResult } from '../../domain/simulation/trial/finding.ts'
import type { SimulationStore } from '../../models/simulations.ts'
import type { StartTrial, StartWork } from './fork-work.ts'
import type { Wish, Work } from './protocol.ts'
import { createQueue } from './queue.ts'
import type { TriedVersion } from './version.ts'

const dayMs = 86_400_000

export type Simulations = ReturnType<typeof createSimulations>

/** Walks of versions through the past, and tests of them: begun here, one after the other, and looked at from anywhere. */
export function createSimulations(deps: {
  store: SimulationStore
  start: StartWork
  startTrial: StartTrial
  storeUri: string
  dataKeys: Work['dataKeys']
  settings: Work['settings']
  off: Work['off']
  /** Something about the walks or tests of this definition changed. */
  changed: (key: string) => void
  clock: Clock
  realClock: Clock
  log: Log
}) {
  const { clock, storeUri, dataKeys, settings } = deps
  const walks = createQueue(deps)
  // A test takes seconds: it does not wait for somebody's walk.
  const tests = createQueue({ ...deps, changed: (key) => deps.changed(key.replace(/^test:/, '')) })

  function about({ version, isDraft }: TriedVersion, wish: object, by: string) {
    const { definition, number } = version
    return {
      _id: ulid(),
      key: keyOf('journey', definition.id),
      number,
      hash: hashOf({ kind: 'journey', definition }),
      isDraft,
      asked: JSON.stringify(wish),
      by,
      at: clock.now(),
    }
  }

  return {
    /** Begins a walk, or has it wait for the one before it; its id. */
    async begin(tried: TriedVersion, wish: Wish, by: string): Promise<string> {
      const order = about(tried, wish, by)
      const given: Work = {
        storeUri,
        dataKeys,
        journey: tried.version,
        others: tried.others,
        from: new Date(order.at.getTime() - wish.days * dayMs),
        to: order.at,
        wish,
        settings,
        off: deps.off,
      }
      await walks.begin({ about: order, start: (tell) => deps.start(given, tell) })
      return order._id
    },
    find: walks.find,
    latest: (key: string) => walks.latest(key),
    cancel: walks.cancel,

    /** Begins a test; `ended` is told before it counts as done. */
    async test(
      tried: TriedVersion,
      by: string,
      ended: (result: TrialResult) => Promise<void>,
    ): Promise<void> {
      const { key, ...order } = about(tried, {}, by)
      const { version: trial, others } = tried
      const given = { storeUri, trial, others, now: order.at, settings }
      await tests.begin({
        about: { ...order, key: testKey(key) },
        start: (tell) => deps.startTrial(given, tell),
        ended,
      })
    },
    /** The test begun last; `hash`: of this very definition. */
    latestTest: (key: string, hash?: string) => tests.latest(testKey(key), hash),

    /** All that was begun here has ended. */
    settled: () => Promise.all([walks.settled(), tests.settled()]),
    async close(): Promise<void> {
      await Promise.all([walks.close(), tests.close()])
    },
  }
}

const testKey = (key: string): string => `test:${key}`
