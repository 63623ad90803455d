import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startFile } from '../testing/start-file.ts'
import { keluProcesses } from './kelu-process.ts'

const { start, endAll } = keluProcesses()
const root = fileURLToPath(new URL('../../', import.meta.url))
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kelu beside '))
  const key = () => randomBytes(32).toString('base64')
  const settings = {
    PORT: 0,
    TEMPLATES_DIR: join(root, 'templates'),
    DATA_KEYS: `test:${key()}`,
    BLIND_INDEX_KEY: key(),
    LINK_KEY: key(),
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name}="${value}"\n`)
  await writeFile(join(folder, '.env'), lines.join(''), { mode: 0o600 })
})
afterAll(async () => {
  await endAll()
  await rm(folder, { recursive: true })
})

/** The command line as a process of its own, in a folder whose `.env` says which store. */
function kelu(...args: string[]): { code: number | null; json: unknown; err: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [startFile('cli/main.ts'), ...args, '--json'],
    {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '' },
      encoding: 'utf8',
    },
  )
  return { code: status, json: JSON.parse(stdout), err: stderr }
}

it('on the built-in store it works beside a running Kelu, which acts on what it publishes, and alone when none runs', async () => {
  expect(kelu('status')).toMatchObject({ code: 1, json: { error: { code: 'store.empty' } } })
  expect(existsSync(join(folder, 'data'))).toBe(false)

  const running = start({}, folder)
  await running.ready()
  expect(kelu('pause', 'lead-nurture', '--yes')).toMatchObject({ code: 0, json: { state: 'paused' } })
  const beside = () => kelu('status').json
  await expect
    .poll(beside, { timeout: 60_000 })
    // It is no process itself.
    .toMatchObject({ publication: 2, processes: [{ pid: running.pid, publication: 2 }] })
  await running.stop()

  expect(kelu('status')).toMatchObject({ code: 0, json: { publication: 2, processes: [] } })
  expect(kelu('resume', 'lead-nurture', '--yes')).toMatchObject({ code: 0, json: { state: 'resuming' } })
  // The folder was let go of.
  const again = start({}, folder)
  await again.ready()
  await expect
    .poll(() => kelu('list', 'journey').json, { timeout: 60_000 })
    .toMatchObject({
      definitions: expect.arrayContaining([
        expect.objectContaining({ key: 'journey:lead-nurture', state: 'live' }),
      ]),
    })
  await again.stop()
})
