import type { Parts } from './parts.ts'
import { medianRow, type Row } from './row.ts'

const patienceMs = 3_600_000

/** What it took to count one hour. */
export interface RolledHour {
  ms: number
  cpuMs: number
  /** Of the whole process since it began, with what it was given to count. */
  peakRssBytes: number
  counted: number
}

/**
 * Messages a second that are counted into figures, everybody's in one hour: what a large broadcast leaves. A fifth of them first, by a
 * process of its own, which must take as much memory. The anchor reads the same documents with the bare driver, as many at a time.
 */
export async function measureFigures({ children, store, scale, say }: Parts): Promise<Row[]> {
  async function hourOf(people: number) {
    const mongodbUri = store.database()
    const maker = await children.start('figures', { BARE_URI: mongodbUri })
    await maker.ask('make', { count: people }, patienceMs)
    await maker.stop()
    const roller = await children.start('figures', { BARE_URI: mongodbUri })
    const { ms, cpuMs, peakRssBytes, counted } = await roller.ask<RolledHour>('roll', undefined, patienceMs)
    const foldMs = await roller.ask<number>('fold', undefined, patienceMs)
    await roller.stop()
    if (counted === 0) throw new Error('nothing was counted')
    say(
      `  ${counted} messages in ${inSeconds(ms)}, ${inSeconds(cpuMs)} of CPU, ${(peakRssBytes / 2 ** 20).toFixed(0)} MB at most; read by the bare driver in ${inSeconds(foldMs)}`,
    )
    return { value: counted / (ms / 1_000), anchor: counted / (foldMs / 1_000) }
  }

  say('\nThe figures of one hour, a message to everybody, counted anew:')
  await hourOf(Math.ceil(scale.people / 5))
  const round = await hourOf(scale.people)
  return [medianRow('figures of one hour counted / bare driver, reading the same', 'messages/s', [round])]
}

const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
