import { spawnSync } from 'node:child_process'
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
/** `/readyz` says no when an answer takes two seconds, which a busy machine may make of any. */
const patience = { timeout: 60_000, interval: 200 }

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
  await expect.poll(() => status('/readyz'), patience).toBe(200)

  await store.close()
  expect(await status('/healthz')).toBe(200)
  expect(await status('/readyz')).toBe(503)
  expect(await status('/metrics')).toBe(200)
  await kelu.stop()
  const { code, output } = await kelu.ended
  expect(code).toBe(0)
  // What the log says of the store depends on which question met its end.
  expect(output).toMatch(/ECONNREFUSED|ECONNRESET|connection .*closed/)
  expect(output).not.toMatch(/^Node\.js v/m)
  await remove()
})

it('a store that goes away the moment it runs does not end it', async () => {
  const { folder, remove } = await aFolder()
  const store = await startEmbeddedStore({ dataDir: folder })
  const kelu = start({ ...keys, MONGODB_URI: `${store.uri}&serverSelectionTimeoutMS=1000` })
  const url = await kelu.ready()
  await store.close()
  // Longer than the store is looked for.
  await pause(1_500)
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  await kelu.stop()
  expect((await kelu.ended).code).toBe(0)
  await remove()
})

it('a full disk makes it not ready; with room again it is ready by itself, and keeps what it knew', async () => {
  const { folder, remove } = await aFolder()
  const kelu = start({ ...keys, DATA_DIR: folder })
  const url = await kelu.ready()
  const status = async () => (await fetch(`${url}/readyz`)).status
  await expect.poll(status, patience).toBe(200)
  // A file that may not be written is for the store the same as a disk without room.
  const limit = (bytes: string) =>
    expect(spawnSync('prlimit', ['--pid', String(kelu.pid), `--fsize=${bytes}:unlimited`]).status).toBe(0)

  limit('4096')
  expect([await status(), await status()]).toEqual([503, 503])
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  limit('unlimited')
  await expect.poll(status, patience).toBe(200)
  await kelu.stop()
  expect((await kelu.ended).code).toBe(0)

  const next = start({ ...keys, DATA_DIR: folder })
  await next.ready()
  await next.stop()
  expect((await next.ended).output).toContain('"published":[]')
  await remove()
})

it('platforms that are gone or refuse us hinder no start: it is ready, and log and figures say so', async () => {
  const { folder, remove } = await aFolder()
  const smtp = { SMTP_URL: 'smtp://127.0.0.1:1', EMAIL_FROM: 'a@b.example' }
  const kelu = start({ ...keys, ...smtp, DATA_DIR: folder })
  const url = await kelu.ready()
  await expect.poll(async () => (await fetch(`${url}/readyz`)).status, patience).toBe(200)
  const figures = async () => (await fetch(`${url}/metrics`)).text()
  await expect.poll(figures, patience).toContain('kelu_platform_ok{platform="email"} 0')
  await kelu.stop()
  expect((await kelu.ended).output).toMatch(/"settings":"SMTP_URL".*does not answer/)
  await remove()
})

it.each(['SIGHUP', 'SIGTERM'] as const)(
  '%s ends it in order, whoever has the page open; the link of the first owner was printed, and is in no log line',
  async (signal) => {
    const { folder, remove } = await aFolder()
    const kelu = start({ ...keys, DATA_DIR: folder })
    const url = await kelu.ready()
    const page = await openPage(url, await kelu.said(/welcome\?code=([\w-]{43})/))
    process.kill(kelu.pid, signal)
    const { code, output } = await kelu.ended
    expect(code).toBe(0)
    // Ended by us: one that was waited for would have been cut off.
    await expect(page.text()).resolves.toContain('retry:')
    const told = output.split('\n').filter((line) => line.includes('code='))
    expect(told).toEqual([expect.stringMatching(/^http:\/\/localhost:3000\/admin\/welcome\?code=/)])
    await remove()
  },
)

/** Becomes the first owner by the link, and opens the stream of a page. */
async function openPage(url: string, code: string): Promise<Response> {
  const welcomed = await fetch(`${url}/api/v1/welcome`, {
    method: 'POST',
    headers: { origin: 'http://localhost:3000', 'content-type': 'application/json' },
    body: JSON.stringify({ code, login: 'boss', name: '老板', password: 'long enough 2026' }),
  })
  expect(welcomed.status).toBe(200)
  const cookie = welcomed.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  return fetch(`${url}/api/v1/live`, { headers: { cookie } })
}

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
})
