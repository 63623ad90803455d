import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { startFile } from '../../../test/testing/start-file.ts'

/** Where a process that imports dies: in the stretch behind so many, at a write of its stores (`after stores.customers.createMany`). */
export interface ImportingDeath {
  afterStretches: number
  at: string
}

/** What such a process is told of its life. */
export interface ImportingLife {
  /** Of its database. */
  uri: string
  now: Date
  /** Null = it does all there is and ends. */
  death: ImportingDeath | null
}

/** One life of a process of its own that goes on with what is to be imported; how it ended. */
export async function importInProcess(life: ImportingLife): Promise<'through' | 'killed'> {
  const child = spawn(process.execPath, [startFile('domain/imports/testing/importing-process.ts')], {
    env: { ...process.env, IMPORTING: JSON.stringify(life) },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code, signal] = await once(child, 'exit')
  if (signal === 'SIGKILL') return 'killed'
  if (code !== 0) throw new Error(`the process that imports ended with ${code} ${signal}`)
  return 'through'
}
