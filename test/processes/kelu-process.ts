import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFailed } from 'vitest'
import { startFile } from '../testing/start-file.ts'

export interface KeluProcess {
  readonly pid: number
  /** Resolves with the address it listens on once it says that it runs; rejects when it ends before. */
  ready(): Promise<string>
  /** Resolves with what the pattern's group found in what it says. */
  said(pattern: RegExp): Promise<string>
  /** Resolves when it has ended. */
  ended: Promise<{ code: number | null; output: string }>
  /** SIGKILL. */
  kill(): Promise<void>
  /** SIGTERM: lets what is under way finish. */
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Starts `server/main.ts` as processes of their own, from within a test; one that fails shows all they said. */
export function keluProcesses() {
  const running = new Set<ChildProcess>()

  function start(env: Record<string, string>, cwd = root): KeluProcess {
    const child = spawn(process.execPath, [startFile('server/main.ts')], {
      cwd,
      env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'info', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    let output = ''
    let heard: () => void = () => undefined
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => {
        output += text
        heard()
      })
    }
    const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
      child.once('close', (code) => {
        running.delete(child)
        resolve({ code, output })
        heard()
      })
    })
    onTestFailed(() => {
      const end = child.signalCode ?? child.exitCode ?? 'running'
      process.stderr.write(`process ${child.pid} (${end}) said:\n${output}\n`)
    })
    const signal = async (name: NodeJS.Signals) => {
      child.kill(name)
      await ended
    }
    return {
      pid: child.pid ?? 0,
      ended,
      kill: () => signal('SIGKILL'),
      stop: () => signal('SIGTERM'),
      said: (pattern) =>
        new Promise((resolve) => {
          heard = () => {
            const [, found] = pattern.exec(output) ?? []
            if (found !== undefined) resolve(found)
          }
          heard()
        }),
      ready: () =>
        new Promise((resolve, reject) => {
          heard = () => {
            const line = output.split('\n').find((text) => text.includes('"Kelu is running"'))
            if (line) resolve((JSON.parse(line) as { ops: string }).ops)
            else if (child.exitCode !== null || child.signalCode !== null) reject(new Error(output))
          }
          heard()
        }),
    }
  }

  return {
    start,
    /** Whatever a test left running. */
    async endAll(): Promise<void> {
      await Promise.all(
        [...running].map((child) => {
          const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
          child.kill('SIGKILL')
          return ended
        }),
      )
    },
  }
}
