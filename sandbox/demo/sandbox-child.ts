import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { connectSandbox } from '../connect.ts'
import type { Sandbox, SandboxSettings } from '../contract.ts'
import { loaderFor } from './loader.ts'

export interface SandboxChild {
  sandbox: Sandbox
  stop(): Promise<void>
}

const source = fileURLToPath(new URL('../main.ts', import.meta.url))

/** Starts the platforms as a process of their own: what they saw outlives any kill of Kelu. */
export async function startSandboxChild(
  now: Date,
  settings: Partial<SandboxSettings>,
  startFile: string = source,
): Promise<SandboxChild> {
  const child: ChildProcess = spawn(
    process.execPath,
    [...loaderFor(startFile), startFile, '--now', now.toISOString(), '--settings', JSON.stringify(settings)],
    {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      env: { PATH: process.env.PATH ?? '' },
      stdio: ['pipe', 'pipe', 'inherit'],
      // A Ctrl-C in the terminal is for whoever started it: that one ends it.
      detached: true,
    },
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  if (!child.stdout) throw new Error('the sandbox has no output')
  const lines = createInterface({ input: child.stdout })
  const first = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the sandbox ended with code ${code}`)))
  })
  const { urls } = JSON.parse(first) as Pick<Sandbox, 'urls'>
  return {
    sandbox: await connectSandbox(urls.control),
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
