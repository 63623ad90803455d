import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Publication } from '../../models/definitions.ts'
import { startFile } from '../testing/start-file.ts'
import { createDiary } from './diary.ts'
import { judge, type Stage } from './edits.ts'
import { countEdits } from './life.ts'

/** What a steering process is told of its life. */
export interface LifeOfProcess {
  uri: string
  files: Record<'diary' | 'ledger' | 'clock' | 'deaths', string>
  now: string
  people: readonly string[]
  seed: number
  /** How often each kind of edit was done before. */
  counts: [string, number][]
}

/** One process after the other on the same store, each ended by a real SIGKILL. */
export async function editInProcesses(stage: Stage, { seed, kills }: { seed: number; kills: number }) {
  const files = {
    ...stage.files,
    clock: join(stage.folder, 'clock'),
    deaths: join(stage.folder, 'deaths'),
  }
  writeFileSync(files.clock, stage.clock.now().toISOString())
  const signals: unknown[] = []
  for (let life = 0; life < kills; life += 1) {
    const publications = await stage.connection.collection<Publication>('publications').find({}).toArray()
    const told: LifeOfProcess = {
      uri: stage.uri,
      files,
      now: readFileSync(files.clock, 'utf8'),
      people: stage.people,
      seed: seed + life,
      counts: [...countEdits(publications)],
    }
    const child = spawn(process.execPath, [startFile('test/edits/steering-process.ts')], {
      env: { ...process.env, STEERING: JSON.stringify(told) },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const [code, signal] = await once(child, 'exit')
    if (signal !== 'SIGKILL') throw new Error(`life ${life} ended by itself: ${code} ${signal}`)
    signals.push(signal)
  }
  stage.clock.set(readFileSync(files.clock, 'utf8'))
  stage.clock.advance(5 * 60_000)
  const deaths = existsSync(files.deaths)
    ? readFileSync(files.deaths, 'utf8').split('\n').filter(Boolean)
    : []
  const diary = createDiary(files.diary)
  return { ...(await judge(stage, diary)), deaths, unanswered: diary.unanswered() }
}
