import { type ChildProcess, fork } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TrialResult } from '../../domain/simulation/trial/finding.ts'
import type { Result, Told, TrialWork, Work } from './protocol.ts'

// Built, it stands beside this file as JavaScript.
const extension = extname(import.meta.url)
const file = fileURLToPath(new URL(`./child${extension}`, import.meta.url))
const loader = extension === '.ts' ? ['--import', 'tsx'] : ['--enable-source-maps']

/** How far it is. */
export type Progress = { total: number } | { done: number }

/** Work that goes on in a process of its own. */
export interface Underway<R> {
  result: Promise<R>
  /** Ends it at once; `result` fails then. */
  stop(): void
}

export type StartWork = (work: Work, tell: (told: Progress) => void) => Underway<Result>
export type StartTrial = (work: TrialWork, tell: (told: Progress) => void) => Underway<TrialResult>

/** Walks in a process of its own, so that the pages and the engine of this one go on undisturbed. */
export const forkWork: StartWork = (work, tell) =>
  inChild(work, tell, (told) => ('result' in told ? told.result : null))

/** Tests in a process of its own: it takes seconds of nothing but reckoning. */
export const forkTrial: StartTrial = (work, tell) =>
  inChild(work, tell, (told) => ('trial' in told ? told.trial : null))

function inChild<R>(
  work: Work | TrialWork,
  tell: (told: Progress) => void,
  resultIn: (told: Told) => R | null,
): Underway<R> {
  const child = started()
  const result = new Promise<R>((resolve, reject) => {
    child.on('message', (told: Told) => {
      const found = resultIn(told)
      if (found !== null) resolve(found)
      else if ('failed' in told) reject(new Error(told.failed))
      else if ('done' in told || 'total' in told) tell(told)
    })
    endedBefore(child, reject)
  })
  child.send(work)
  return { result, stop: () => void child.kill('SIGKILL') }
}

function endedBefore(child: ChildProcess, reject: (error: Error) => void): void {
  child.once('error', reject)
  child.once('exit', (code, signal) => reject(new Error(`it ended (${signal ?? `code ${code}`})`)))
}

function started(): ChildProcess {
  return fork(file, [], {
    execArgv: loader,
    serialization: 'advanced',
    // A Ctrl-C in the terminal is for whoever started it: that one ends it.
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}
