import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { run } from '../../cli/run.ts'
import { mongodbUri, socketPath } from '../../embedded/store/door.ts'
import { connectStore } from '../../models/connect.ts'
import type { Import } from '../../models/imports.ts'
import { keluProcesses } from './kelu-process.ts'

const { start, endAll } = keluProcesses()
afterAll(endAll)

const key = Buffer.alloc(32, 7).toString('base64')
const keys = { PORT: '0', DATA_KEYS: `k:${key}`, BLIND_INDEX_KEY: key, LINK_KEY: key }
const patience = { timeout: 120_000, interval: 50 }
const rows = 4_000

it('a disk that fills while a file is taken over: it stands still and says so, and with room again goes on, each row once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kelu full '))
  const file = join(folder, 'members.csv')
  await writeFile(
    file,
    `手机号,会员号\n${Array.from({ length: rows }, (_, at) => `${13_800_000_000 + at},M${at}\n`).join('')}`,
  )
  const data = join(folder, 'data')
  const kelu = start({ ...keys, DATA_DIR: data })
  await kelu.ready()
  const store = await connectStore(mongodbUri(socketPath(data), 'kelu'))
  const current = () => store.collection<Import>('imports').findOne({})
  // A file that may not be written is for the store the same as a disk without room.
  const limit = (bytes: string) =>
    expect(spawnSync('prlimit', ['--pid', String(kelu.pid), `--fsize=${bytes}:unlimited`]).status).toBe(0)

  let told = ''
  const write = (text: string) => {
    told += text
  }
  const imported = run(['import', 'customers', file, '--yes'], {
    env: { ...keys, DATA_DIR: data },
    cwd: folder,
    terminal: { isInteractive: false, say: write, ask: async () => '' },
    out: write,
    err: write,
  })
  await expect
    .poll(async () => {
      const one = await current()
      return one?.state === 'running' && one.row > 0
    }, patience)
    .toBe(true)
  limit('4096')
  await kelu.said(/("a job failed")/)
  const stopped = await current()
  expect(stopped).toMatchObject({ state: 'running' })
  expect(stopped?.row).toBeLessThan(rows)
  limit('unlimited')

  expect(await imported).toBe(0)
  expect(told).toContain(`${rows} 行：新客户 ${rows}，已认识的 0`)
  expect(await current()).toMatchObject({ state: 'done', counts: { rows, new: rows, bad: 0 } })
  expect(await store.collection('customers').countDocuments()).toBe(rows)
  await store.close()
  await kelu.stop()
  expect((await kelu.ended).output).toContain('nothing is written: a commit failed')
  await rm(folder, { recursive: true })
})
