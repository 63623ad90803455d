import { inMegabytes, type Memory } from './memory.ts'
import type { Parts } from './parts.ts'
import { medianRow, type Row } from './row.ts'
import { keluSettings } from './settings.ts'
import { bareTemplates } from './templates.ts'

const patienceMs = 3_600_000

/** What it took to bring a file in. */
export interface Imported {
  sentMs: number
  checkedMs: number
  ranMs: number
  cpuMs: number
  /** Before the file was sent, and when a fifth and all of its rows were checked and taken over. */
  memory: Record<'rest' | 'checkedFifth' | 'checkedAll' | 'ranFifth' | 'ranAll', Memory>
  born: number
}

/**
 * Rows a second of members that are brought in: the file sent, read, checked and taken over by the jobs of a whole process. Long, and
 * once. What the process holds is told at a fifth of the rows and at all of them: it must be the same. The anchor is csv-parse alone on the
 * same bytes.
 */
export async function measureImports({ children, store, folder, scale, say }: Parts): Promise<Row[]> {
  const templatesDir = await bareTemplates(folder)

  const { rows } = scale
  say('\nMembers brought in from a file:')
  const kelu = await children.start(
    'kelu-import',
    keluSettings({ mongodbUri: store.database(), templatesDir }),
  )
  const took = await kelu.ask<Imported>('bringIn', { rows, patienceMs }, patienceMs)
  await kelu.stop()
  const parser = await children.start('parse-alone')
  const parsed = await parser.ask<{ ms: number; rows: number }>('parse', { rows }, patienceMs)
  await parser.stop()
  if (took.born !== rows || parsed.rows !== rows)
    throw new Error(`of ${rows} rows ${took.born} were taken over and ${parsed.rows} parsed`)
  const { sentMs, checkedMs, ranMs, cpuMs, memory } = took
  say(
    `  ${rows} rows: sent in ${inSeconds(sentMs)}, checked in ${inSeconds(checkedMs)}, taken over in ${inSeconds(ranMs)}, ${inSeconds(cpuMs)} of CPU; parsed alone in ${inSeconds(parsed.ms)}`,
  )
  say('  heap after a collection, and all of the process, then and at most by then:')
  say(`    ${inMegabytes(memory.rest)} before`)
  say(
    `    ${inMegabytes(memory.checkedFifth)} at a fifth of the check, ${inMegabytes(memory.checkedAll)} at its end`,
  )
  say(
    `    ${inMegabytes(memory.ranFifth)} at a fifth of taking over, ${inMegabytes(memory.ranAll)} at its end`,
  )
  const perSecond = (ms: number) => rows / (ms / 1_000)
  const round = { value: perSecond(sentMs + checkedMs + ranMs), anchor: perSecond(parsed.ms) }
  return [medianRow('members brought in from a file / csv-parse alone, the same bytes', 'rows/s', [round])]
}

const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
