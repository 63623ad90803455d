import type { Snapshot } from '../../../domain/definitions/snapshot.ts'
import type { Today } from './handlers.ts'

/** How many a 群发 was begun for, and how many of them still wait. */
export type ProgressOf = (id: string) => Promise<{ planned: number; waiting: number }>

/**
 * What runs: 群发 first, then flows by the people inside. A 群发 is here as long as people are inside, and on the day it went out:
 * before, it is among what comes, and later among what was.
 */
export async function presentRunning(snapshot: Snapshot, today: Today, progressOf: ProgressOf) {
  const states = new Map(snapshot.heads.map((head) => [head.key, head]))
  const rows = snapshot.registry.journeys.flatMap(({ id, name, writtenAs }) => {
    const head = states.get(`journey:${id}`)
    if (!head || head.state === 'ended' || head.state === 'retired') return []
    const of = <T extends { journeyId: string | null }>(all: T[], count: (row: T) => number): number =>
      all.filter(({ journeyId }) => journeyId === id).reduce((sum, row) => sum + count(row), 0)
    const row = {
      id,
      kind: writtenAs === 'broadcast' ? ('broadcast' as const) : ('journey' as const),
      name,
      state: head.state,
      share: head.pilot?.share ?? null,
      inside: today.inside.get(id) ?? 0,
      entered: today.entered.get(id) ?? 0,
      sent: of(today.sent, ({ sent }) => sent),
      notSent: of(today.notSent, ({ notSent }) => notSent),
    }
    const isOver = row.inside + row.entered + row.sent + row.notSent === 0
    return row.kind === 'broadcast' && isOver ? [] : [row]
  })
  const told = await Promise.all(
    rows.map(async (row) => {
      if (row.kind === 'journey') return { ...row, progress: null }
      const { planned, waiting } = await progressOf(row.id)
      return { ...row, progress: { planned, done: planned - waiting } }
    }),
  )
  return told.sort(
    (a, b) => Number(b.kind === 'broadcast') - Number(a.kind === 'broadcast') || b.inside - a.inside,
  )
}
