import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A process of the bench that answers questions. */
export interface Child {
  /** @throws Error with the child's own stack, or when it takes longer than `patienceMs` (real time) or ends. */
  ask<T>(what: string, input?: unknown, patienceMs?: number): Promise<T>
  stop(): Promise<void>
}

export interface Children {
  start(file: string, env?: Record<string, string>): Promise<Child>
  /** Ends all of them, the youngest first. */
  stop(): Promise<void>
}

type Answer = { ready: true } | { number: number; value?: unknown; error?: string }

const usualPatienceMs = 60_000
const goodbyeMs = 3_000

/**
 * Starts files of `bench/processes`; what they write to stdout goes to a file in `folder`, so that stdout stays ours. With
 * `profileDir` each of them leaves a CPU profile there.
 */
export function createChildren(folder: string, profileDir?: string): Children {
  const children: Child[] = []
  return {
    async start(file, env = {}) {
      const child = await startChild({
        file,
        env,
        profileDir,
        logFile: join(folder, `${file}.${children.length}.log`),
      })
      children.push(child)
      return child
    },
    async stop() {
      for (const child of children.splice(0).reverse()) await child.stop()
    },
  }
}

async function startChild(options: {
  file: string
  env: Record<string, string>
  profileDir: string | undefined
  logFile: string
}): Promise<Child> {
  const log = openSync(options.logFile, 'a')
  const { profileDir } = options
  // A folder each: the threads of a process leave their profiles under names of their own.
  const profiling =
    profileDir === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', join(profileDir, options.file)]
  const process_ = spawn(
    process.execPath,
    [
      ...profiling,
      '--import',
      'tsx',
      fileURLToPath(new URL(`./processes/${options.file}.ts`, import.meta.url)),
    ],
    {
      cwd: fileURLToPath(new URL('../', import.meta.url)),
      env: { PATH: process.env.PATH ?? '', ...options.env },
      stdio: ['ignore', log, 'inherit', 'ipc'],
      serialization: 'advanced',
    },
  )
  closeSync(log)
  const waiting = new Map<number, (answer: { value?: unknown; error?: string }) => void>()
  let asked = 0

  await new Promise<void>((resolve, reject) => {
    process_.on('message', (message: Answer) => {
      if ('ready' in message) return resolve()
      waiting.get(message.number)?.(message)
      waiting.delete(message.number)
    })
    process_.once('exit', (code, signal) => {
      const error = `${options.file} ended by itself (${signal ?? `code ${code}`})`
      for (const settle of waiting.values()) settle({ error })
      reject(new Error(error))
    })
  })

  return {
    ask<T>(what: string, input?: unknown, patienceMs = usualPatienceMs): Promise<T> {
      asked += 1
      const number = asked
      return new Promise<T>((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(number)
          reject(new Error(`${options.file} did not answer ${what} within ${patienceMs} ms`))
        }, patienceMs)
        waiting.set(number, ({ value, error }) => {
          clearTimeout(timer)
          if (error === undefined) resolve(value as T)
          else reject(new Error(`${options.file}, ${what}: ${error}`))
        })
        process_.send({ number, what, input })
      })
    },
    stop: () => end(process_),
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  if (child.connected) child.disconnect()
  const timer = setTimeout(() => child.kill('SIGKILL'), goodbyeMs)
  await gone
  clearTimeout(timer)
}
