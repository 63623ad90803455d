import type { InboxStore } from '../../models/inbox.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { inGroups } from './in-groups.ts'

// Short, because a welcome code lives 20 s: after a crash somebody must still be in time. Handlers may overlap, that is
// their contract, so a slow one loses nothing but some work done twice.
const leaseMs = 8_000
const keepEveryMs = leaseMs / 4

/**
 * The records this process has in hand. Nobody takes away what waits its turn in a living process; a dead one keeps nothing.
 * `most`: beyond that no more should be taken, since each is written again every few seconds while it waits.
 */
export function createLeases(deps: {
  store: InboxStore
  /** One for all of them: what becomes of many is then one command. */
  lease: string
  clock: Clock
  log: Log
  most: number
}) {
  const { store, lease, clock, log, most } = deps
  /** Record id → end of its lease, ms. */
  const held = new Map<string, number>()
  // Real time, for it is about machines.
  let keeping: NodeJS.Timeout | undefined

  const end = () => new Date(clock.now().getTime() + leaseMs)

  function keep(): void {
    const soon = clock.now().getTime() + leaseMs / 2
    const ids = [...held].filter(([, until]) => until <= soon).map(([id]) => id)
    if (ids.length === 0) return
    const until = end()
    for (const id of ids) held.set(id, until.getTime())
    store.keep(ids, lease, until).catch((error: unknown) => log.warn({ err: error }, 'inbox leases not kept'))
  }

  function forget(id: string): void {
    held.delete(id)
    if (held.size > 0) return
    clearInterval(keeping)
    keeping = undefined
  }

  const giveBackInGroups = inGroups(async (ids: string[]) => {
    await store.giveBack(ids, lease, clock.now())
    return ids
  })

  return {
    /** When a lease taken now ends. */
    end,
    hasRoom: () => held.size < most,
    note(id: string, until: Date): void {
      held.set(id, until.getTime())
      keeping ??= setInterval(keep, keepEveryMs).unref()
    },
    forget,
    async giveBack(id: string): Promise<void> {
      forget(id)
      await giveBackInGroups(id)
    },
  }
}
