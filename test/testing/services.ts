import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { freePort } from './free-port.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    mongodbUri: string
    redisUrl: string
  }
}

/** Starts what the tests of a whole run share: a store (unless MONGODB_URI names one) and a Redis of our own. */
export default async function startServices(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'kelu test '))
  const redis = await startRedis(folder)
  project.provide('redisUrl', redis.url)

  const given = process.env.MONGODB_URI
  const store = given ? null : await startStore(join(folder, 'store'))
  project.provide('mongodbUri', given ?? (store as { uri: string }).uri)

  return async () => {
    await store?.close()
    redis.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Clocks of tests stand at times of their own: what the store lets go of by its own clock would vanish under them. */
const expireEveryMs = 7 * 86_400_000

async function startStore(dataDir: string) {
  // Loaded only when needed: a run on another engine does not touch the embedded one.
  const { startEmbeddedStore } = await import('../../embedded/server.ts')
  return startEmbeddedStore({ dataDir, expireEveryMs })
}

async function startRedis(folder: string): Promise<{ url: string; stop(): void }> {
  const port = await freePort()
  const child: ChildProcess = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await new Promise<void>((resolve, reject) => {
    child.once('error', () =>
      reject(new Error('redis-server is not on the PATH. Run the tests by "npm test", which installs it.')),
    )
    child.once('exit', (code) => reject(new Error(`redis-server ended with code ${code}`)))
    child.stdout?.on('data', (text: Buffer) => {
      if (text.includes('Ready to accept connections')) resolve()
    })
  })
  return { url: `redis://127.0.0.1:${port}`, stop: () => child.kill('SIGKILL') }
}
