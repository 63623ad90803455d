import { ulid } from 'ulid'
import type { Clock } from '../../domain/clock.ts'
import { hashOf } from '../../domain/definitions/keep-version.ts'
import { keyOf } from '../../domain/definitions/keys.ts'
import type { Log } from '../../domain/log.ts'
import type { Simulation, SimulationStore } from '../../models/simulations.ts'
import type { StartWork, Underway } from './fork-work.ts'
import type { Wish, Work } from './protocol.ts'
import type { TriedVersion } from './version.ts'

const dayMs = 86_400_000
const beatMs = 1_000
/** Whoever worked on it does no more. */
const lostAfterMs = 60_000
const keptMs = 30 * dayMs

export type Simulations = ReturnType<typeof createSimulations>

/** Walks of versions through the past: begun here, one after the other, and looked at from anywhere. */
export function createSimulations(deps: {
  store: SimulationStore
  start: StartWork
  storeUri: string
  settings: Work['settings']
  off: Work['off']
  /** Something about the walks of this definition changed. */
  changed: (key: string) => void
  clock: Clock
  realClock: Clock
  log: Log
}) {
  const { store, clock, realClock, log } = deps
  let last: Promise<unknown> = Promise.resolve()
  let underway: Underway | null = null
  let isClosed = false

  async function walk(id: string, key: string, given: Work): Promise<void> {
    if (isClosed || !(await store.tell(id, { state: 'running', beatAt: realClock.now() }))) return
    let far: Partial<Pick<Simulation, 'done' | 'total'>> = {}
    const work = deps.start(given, (told) => {
      far = { ...far, ...told }
    })
    underway = work
    const beat = setInterval(() => void tellOn().catch(() => undefined), beatMs)
    async function tellOn(): Promise<void> {
      if (!(await store.tell(id, { ...far, beatAt: realClock.now() }))) work.stop()
      deps.changed(key)
    }
    try {
      const result = JSON.stringify(await work.result)
      await store.end(id, { ...far, state: 'done', result, endedAt: realClock.now() })
    } catch (error) {
      if (await store.end(id, { state: 'failed', endedAt: realClock.now() }))
        log.error({ err: error, key }, 'a simulation failed')
    } finally {
      clearInterval(beat)
      underway = null
      deps.changed(key)
    }
  }

  const isLost = ({ state, beatAt }: Simulation): boolean =>
    (state === 'waiting' || state === 'running') && realClock.now().getTime() - beatAt.getTime() > lostAfterMs

  /** Nobody works on it any more, whatever it says. */
  function seen(simulation: Simulation | null): Simulation | null {
    return simulation && isLost(simulation) ? { ...simulation, state: 'failed' } : simulation
  }

  return {
    /** Begins one, or has it wait for the one before it; its id. */
    async begin({ version, others, isDraft }: TriedVersion, wish: Wish, by: string): Promise<string> {
      const [now, at] = [realClock.now(), clock.now()]
      const { definition, number } = version
      const key = keyOf('journey', definition.id)
      const id = ulid()
      await store.insert({
        _id: id,
        key,
        number,
        hash: hashOf({ kind: 'journey', definition }),
        isDraft,
        asked: JSON.stringify(wish),
        state: 'waiting',
        done: 0,
        total: 0,
        by,
        at,
        begunAt: now,
        beatAt: now,
        purgeAt: new Date(now.getTime() + keptMs),
      })
      const given: Work = {
        storeUri: deps.storeUri,
        journey: version,
        others,
        from: new Date(at.getTime() - wish.days * dayMs),
        to: at,
        wish,
        settings: deps.settings,
        off: deps.off,
      }
      last = last
        .then(() => walk(id, key, given))
        .catch((err) => log.error({ err, key }, 'a simulation failed'))
      deps.changed(key)
      return id
    },
    find: async (id: string): Promise<Simulation | null> => seen(await store.find(id)),
    latest: async (key: string): Promise<Simulation | null> => seen(await store.latest(key)),
    /** Calls it off, whoever works on it. */
    async cancel(id: string): Promise<boolean> {
      return store.end(id, { state: 'cancelled', endedAt: realClock.now() })
    },
    /** All that was begun here has ended. */
    settled: (): Promise<unknown> => last,
    /** Ends what is under way: a walk is begun anew, it is not taken up. */
    async close(): Promise<void> {
      isClosed = true
      underway?.stop()
      await last
    },
  }
}
