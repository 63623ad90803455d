import { fork } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Result, Told, Work } from './protocol.ts'

// Built, it stands beside this file as JavaScript.
const extension = extname(import.meta.url)
const file = fileURLToPath(new URL(`./child${extension}`, import.meta.url))
const loader = extension === '.ts' ? ['--import', 'tsx'] : ['--enable-source-maps']

/** Work that goes on in a process of its own. */
export interface Underway {
  result: Promise<Result>
  /** Ends it at once; `result` fails then. */
  stop(): void
}

export type StartWork = (work: Work, tell: (told: { total: number } | { done: number }) => void) => Underway

/** Walks in a process of its own, so that the pages and the engine of this one go on undisturbed. */
export const forkWork: StartWork = (work, tell) => {
  const child = fork(file, [], {
    execArgv: loader,
    serialization: 'advanced',
    // A Ctrl-C in the terminal is for whoever started it: that one ends it.
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const result = new Promise<Result>((resolve, reject) => {
    child.on('message', (told: Told) => {
      if ('result' in told) resolve(told.result)
      else if ('failed' in told) reject(new Error(told.failed))
      else tell(told)
    })
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      reject(new Error(`the simulation ended (${signal ?? `code ${code}`})`)),
    )
  })
  child.send(work)
  return { result, stop: () => void child.kill('SIGKILL') }
}
