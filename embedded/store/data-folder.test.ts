import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startEmbeddedStore } from '../server.ts'
import { aFolder } from '../testing/store.ts'

let folder: string
let dataDir: string
beforeEach(() => {
  folder = aFolder()
  chmodSync(folder, 0o755)
  dataDir = join(folder, 'data')
})
afterEach(() => rmSync(folder, { recursive: true }))

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

function expectClosed(): void {
  expect(modeOf(dataDir)).toBe('700')
  const modes = readdirSync(dataDir).map((name) => [name.replace(/\d+$/, 'N'), modeOf(join(dataDir, name))])
  expect(Object.fromEntries(modes)).toEqual({
    'data.mdb': '600',
    'lock.mdb': '600',
    'kelu.sock': '600',
    'kelu.turn.N': '600',
  })
}

it('a new folder and all in it is for its user alone, whatever the umask', async () => {
  const umask = process.umask(0)
  const store = await startEmbeddedStore({ dataDir })
  process.umask(umask)
  expectClosed()
  await store.close()
})

it('a folder and files that others could read are closed to them', async () => {
  await (await startEmbeddedStore({ dataDir })).close()
  chmodSync(dataDir, 0o755)
  for (const name of ['data.mdb', 'lock.mdb']) chmodSync(join(dataDir, name), 0o644)
  const store = await startEmbeddedStore({ dataDir })
  expectClosed()
  await store.close()
})

it.each([
  ['holds other things', 0o755, ['letters']],
  ['is everybody’s, as /tmp is', 0o1777, ['data.mdb']],
])('a folder that %s is left as it is and refused', async (_, mode, names) => {
  mkdirSync(dataDir)
  for (const name of names) writeFileSync(join(dataDir, name), '')
  chmodSync(dataDir, mode)
  await expect(startEmbeddedStore({ dataDir })).rejects.toThrow('name a folder of its own')
  expect(statSync(dataDir).mode & 0o1777).toBe(mode)
})

// Only root may become somebody else; for others the first row shows that the attempt itself is a real one.
const users: [string, string, uid?: number][] = [['its own user', 'connected, read']]
if (process.getuid?.() === 0) users.push(['another user of the machine', 'EACCES, EACCES', 65_534])

it.each(users)('%s who tries to connect and to read the data has got: %s', async (_, expected, uid) => {
  const store = await startEmbeddedStore({ dataDir })
  const attempt = `
    const { readFileSync } = require('node:fs')
    const [socket, file] = process.argv.slice(1)
    let read = 'read'
    try { readFileSync(file) } catch ({ code }) { read = code }
    const end = (connected) => { console.log(connected + ', ' + read); process.exit() }
    require('node:net').connect(socket, () => end('connected')).on('error', ({ code }) => end(code))`
  const args = ['-e', attempt, store.socket, join(dataDir, 'data.mdb')]
  const { stdout } = spawnSync(process.execPath, args, { uid, cwd: '/', encoding: 'utf8' })
  expect(stdout.trim()).toBe(expected)
  await store.close()
})
