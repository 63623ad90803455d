import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { startEmbeddedStore } from '../../embedded/server.ts'
import { keluProcesses } from './kelu-process.ts'

const { start, endAll } = keluProcesses()
afterAll(endAll)

const key = Buffer.alloc(32, 7).toString('base64')
const keys = { PORT: '0', DATA_KEYS: `k:${key}`, BLIND_INDEX_KEY: key, LINK_KEY: key }

async function aFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'kelu end '))
  return { folder, remove: () => rm(folder, { recursive: true }) }
}

it('while the store is away it lives but is not ready, still gives figures, and ends when told, without a crash', async () => {
  const { folder, remove } = await aFolder()
  const store = await startEmbeddedStore({ dataDir: folder })
  const kelu = start({ ...keys, MONGODB_URI: `${store.uri}&serverSelectionTimeoutMS=1000` })
  const url = await kelu.ready()
  const status = async (path: string) => (await fetch(`${url}${path}`)).status
  expect(await status('/readyz')).toBe(200)

  await store.close()
  expect(await status('/healthz')).toBe(200)
  expect(await status('/readyz')).toBe(503)
  expect(await status('/metrics')).toBe(200)
  await kelu.stop()
  const { code, output } = await kelu.ended
  expect(code).toBe(0)
  // What the log says of the store depends on which question met its end.
  expect(output).toMatch(/ECONNREFUSED|connection .*closed/)
  expect(output).not.toMatch(/^Node\.js v/m)
  await remove()
}, 30_000)

it('a Ctrl-C that arrives twice, from the terminal and by npm, is one: it ends in order and leaves the folder free', async () => {
  const { folder, remove } = await aFolder()
  const first = start({ ...keys, DATA_DIR: folder })
  await first.ready()
  process.kill(first.pid, 'SIGINT')
  await pause(5)
  process.kill(first.pid, 'SIGINT')
  expect((await first.ended).code).toBe(0)

  const next = start({ ...keys, DATA_DIR: folder })
  await next.ready()
  await next.stop()
  await remove()
}, 30_000)
