import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { loaderFor } from './loader.ts'
import type { Message, ProcessState, Request, StoryLine } from './protocol.ts'

/** Kelu as a process of its own, its clock moved by us. */
export interface KeluChild extends ConductedKelu {
  /** Lets the members of the demo in to the page. */
  letIn(password: string): Promise<void>
}

/** What the story needs of it. */
export interface ConductedKelu {
  url: string
  state(): Promise<ProcessState>
  jump(to: Date): Promise<void>
  report(): Promise<unknown>
  stop(): Promise<void>
  readonly pid: number
}

/** Starts a Kelu start-up file that speaks `protocol.ts`, and waits until it listens. */
export async function startKeluChild(options: {
  startFile: string
  env: Record<string, string>
  now: Date
  onStory(line: StoryLine): void
}): Promise<KeluChild> {
  const child: ChildProcess = spawn(
    process.execPath,
    [...loaderFor(options.startFile), options.startFile, '--now', options.now.toISOString()],
    {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      env: { PATH: process.env.PATH ?? '', ...options.env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // A Ctrl-C in the terminal is for whoever started it: that one ends it.
      detached: true,
    },
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>()
  let asked = 0

  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: Message) => {
      if ('ready' in message) return resolve(message.ready.url)
      if ('story' in message) return options.onStory(message.story)
      waiting.get(message.number)?.resolve(message.answer)
      waiting.delete(message.number)
    })
    child.once('exit', (code, signal) => {
      const error = new Error(`Kelu ended by itself (${signal ?? `code ${code}`})`)
      reject(error)
      for (const each of waiting.values()) each.reject(error)
      waiting.clear()
    })
  })

  function ask(request: Request): Promise<unknown> {
    return new Promise((resolve, reject) => {
      asked += 1
      waiting.set(asked, { resolve, reject })
      // One that is just dying rejects when it has gone, one that has gone rejects at once.
      child.send({ number: asked, ...request }, (error) => {
        if (error && (child.exitCode !== null || child.signalCode !== null)) reject(error)
      })
    })
  }

  return {
    url,
    pid: child.pid ?? 0,
    state: () => ask({ ask: 'state' }) as Promise<ProcessState>,
    async jump(to) {
      await ask({ ask: 'jump', to: to.toISOString() })
    },
    report: () => ask({ ask: 'report' }),
    async letIn(password) {
      await ask({ ask: 'letIn', password })
    },
    async stop() {
      await ask({ ask: 'stop' }).catch(() => undefined)
      await ended
    },
  }
}
