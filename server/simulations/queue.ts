import type { Clock } from '../../domain/clock.ts'
import type { Log } from '../../domain/log.ts'
import type { Simulation, SimulationStore } from '../../models/simulations.ts'
import type { Progress, Underway } from './fork-work.ts'

const dayMs = 86_400_000
const beatMs = 1_000
/** Whoever worked on it does no more. */
const lostAfterMs = 60_000
const keptMs = 30 * dayMs

/** What is to be worked on, and what begins it. */
export interface Order<Result> {
  about: Pick<Simulation, '_id' | 'key' | 'number' | 'hash' | 'isDraft' | 'asked' | 'by' | 'at'>
  start(tell: (told: Progress) => void): Underway<Result>
  /** Before it counts as done. */
  ended?(result: Result): Promise<void>
}

/** Long work, one after the other, each in a process of its own; how far it is and what came of it is kept for anybody to see. */
export function createQueue(deps: {
  store: SimulationStore
  /** Something about the work on this key changed. */
  changed: (key: string) => void
  realClock: Clock
  log: Log
}) {
  const { store, realClock, log } = deps
  let last: Promise<unknown> = Promise.resolve()
  let underway: { stop(): void } | null = null
  let isClosed = false

  async function work<Result>({ about, start, ended }: Order<Result>): Promise<void> {
    const { _id: id, key } = about
    if (isClosed || !(await store.tell(id, { state: 'running', beatAt: realClock.now() }))) return
    let far: Partial<Pick<Simulation, 'done' | 'total'>> = {}
    const begun = start((told) => {
      far = { ...far, ...told }
    })
    underway = begun
    const beat = setInterval(() => void tellOn().catch(() => undefined), beatMs)
    async function tellOn(): Promise<void> {
      if (!(await store.tell(id, { ...far, beatAt: realClock.now() }))) begun.stop()
      deps.changed(key)
    }
    try {
      const result = await begun.result
      await ended?.(result)
      await store.end(id, { ...far, state: 'done', result: JSON.stringify(result), endedAt: realClock.now() })
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
    /** Begins one, or has it wait for the one before it. */
    async begin<Result>(order: Order<Result>): Promise<void> {
      const now = realClock.now()
      const { key } = order.about
      await store.insert({
        ...order.about,
        state: 'waiting',
        done: 0,
        total: 0,
        begunAt: now,
        beatAt: now,
        purgeAt: new Date(now.getTime() + keptMs),
      })
      last = last.then(() => work(order)).catch((err) => log.error({ err, key }, 'a simulation failed'))
      deps.changed(key)
    },
    find: async (id: string): Promise<Simulation | null> => seen(await store.find(id)),
    latest: async (key: string, hash?: string): Promise<Simulation | null> =>
      seen(await store.latest(key, hash)),
    /** Calls it off, whoever works on it. */
    cancel: (id: string): Promise<boolean> => store.end(id, { state: 'cancelled', endedAt: realClock.now() }),
    /** All that was begun here has ended. */
    settled: (): Promise<unknown> => last,
    /** Ends what is under way: it is begun anew by hand, it is not taken up. */
    async close(): Promise<void> {
      isClosed = true
      underway?.stop()
      await last
    },
  }
}
