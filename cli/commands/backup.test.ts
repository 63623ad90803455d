import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect } from 'vitest'
import { silentLog } from '../../domain/log.ts'
import { type EmbeddedStore, startEmbeddedStore } from '../../embedded/server.ts'
import { connectStore } from '../../models/connect.ts'
import { createKeyStore } from '../../models/keys.ts'
import { checkKeys } from '../../server/check-keys.ts'
import { loadConfig } from '../../server/config.ts'
import { takeOverStore } from '../../server/wiring/stores.ts'
import { withCli } from '../testing/a-cli.ts'

interface Backup {
  folder: string
  takenAt: string
  deleted: string[]
}

/** A built-in store a Kelu has worked on, which runs, and the command line with the settings of its folder. */
const it = withCli.extend('machine', async ({ cli }, { onCleanup }) => {
  const home = await mkdtemp(join(tmpdir(), 'kelu-backup-'))
  const dataDir = join(home, 'data')
  const into = join(home, 'backups')
  const env = { ...cli.env, MONGODB_URI: '', DATA_DIR: dataDir }
  let running: EmbeddedStore | null = null
  const onStore = async <T>(
    work: (connection: Awaited<ReturnType<typeof connectStore>>) => Promise<T>,
    of = dataDir,
  ) => {
    const store = of === dataDir && running ? null : await startEmbeddedStore({ dataDir: of })
    const connection = await connectStore(store?.uri ?? running?.uri ?? '')
    const result = await work(connection)
    await connection.close()
    await store?.close()
    return result
  }
  async function start() {
    running = await startEmbeddedStore({ dataDir })
  }
  async function stop() {
    await running?.close()
    running = null
  }
  await start()
  await onStore(async (connection) => {
    await takeOverStore(connection, 'test', silentLog)
    await checkKeys(createKeyStore(connection), loadConfig(env))
  })
  const write = (_id: string) =>
    onStore((connection) => connection.collection<{ _id: string }>('marks').insertOne({ _id }))
  const marksIn = (of: string) =>
    onStore(async (connection) => {
      const found = await connection.collection<{ _id: string }>('marks').find().toArray()
      return found.map(({ _id }) => _id)
    }, of)
  const kelu = (line: string, more: object = {}) =>
    cli.kelu(line, { more: { ...env, ...more }, files: { INTO: into } })
  const backup = async () => (await kelu('backup INTO --json')).json() as Backup
  onCleanup(async () => {
    await stop()
    await rm(home, { recursive: true })
  })
  return { home, dataDir, into, env, start, stop, write, marksIn, kelu, backup }
})

describe('kelu backup and restore', () => {
  it('a backup of the running store, restored elsewhere, is the store of its moment', async ({ machine }) => {
    await machine.write('before')
    const ran = await machine.kelu('backup INTO')
    expect(ran).toMatchObject({ code: 0, err: '' })
    expect(ran.out).toMatch(/已备份到 .*密钥不在里面：.*BLIND_INDEX_KEY.*TEMPLATES_DIR/s)
    await machine.write('after')
    const [name = ''] = await readdir(machine.into)
    const elsewhere = join(machine.home, 'elsewhere')
    const restored = await machine.kelu(`restore ${join(machine.into, name)} --yes`, { DATA_DIR: elsewhere })
    expect(restored).toMatchObject({ code: 0, err: '' })
    expect(await machine.marksIn(elsewhere)).toEqual(['before'])
    expect(await machine.marksIn(machine.dataDir)).toEqual(['before', 'after'])
    // A Kelu of these settings works on it.
    const looked = await machine.kelu('status --json', { DATA_DIR: elsewhere })
    expect(looked.code).toBe(0)
  })

  it('a folder that holds data is replaced only when told to, by nobody while Kelu runs, and what was there is kept', async ({
    machine,
  }) => {
    await machine.write('before')
    const { folder } = await machine.backup()
    await machine.write('after')
    const occupied = await machine.kelu(`restore ${folder} --yes --json`)
    expect(occupied.json()).toMatchObject({ error: { code: 'restore.occupied' } })
    const inUse = await machine.kelu(`restore ${folder} --replace --yes --json`)
    expect(inUse.json()).toMatchObject({ error: { code: 'store.in_use' } })
    await machine.stop()
    const unconfirmed = await machine.kelu(`restore ${folder} --replace --json`)
    expect(unconfirmed.json()).toMatchObject({ error: { code: 'unconfirmed', would: { replaces: true } } })
    expect(await machine.marksIn(machine.dataDir)).toEqual(['before', 'after'])
    const done = await machine.kelu(`restore ${folder} --replace --yes --json`)
    expect(await machine.marksIn(machine.dataDir)).toEqual(['before'])
    const { kept } = done.json() as { kept: string }
    const old = join(machine.home, 'old')
    await cp(machine.dataDir, old, { recursive: true, filter: (from) => !basename(from).startsWith('kelu.') })
    await rename(join(old, basename(kept)), join(old, 'data.mdb'))
    expect(await machine.marksIn(old)).toEqual(['before', 'after'])
  })

  it('refuses what is no whole backup of this version or needs other keys, and touches nothing', async ({
    machine,
    cli,
  }) => {
    await machine.write('mine')
    const { folder } = await machine.backup()
    const said = JSON.parse(await readFile(join(folder, 'backup.json'), 'utf8'))
    const elsewhere = join(machine.home, 'elsewhere')
    const refusal = async (of: string, more: object = {}) => {
      const ran = await machine.kelu(`restore ${of} --yes --json`, { DATA_DIR: elsewhere, ...more })
      expect(ran.code).toBe(1)
      return (ran.json() as { error: { code: string } }).error.code
    }
    async function changed(name: string, change: (copy: string) => Promise<unknown>): Promise<string> {
      const copy = join(machine.home, name)
      await cp(folder, copy, { recursive: true })
      await change(copy)
      return copy
    }
    const saying = (more: object) => (copy: string) =>
      writeFile(join(copy, 'backup.json'), JSON.stringify({ ...said, ...more }))

    const newer = [...said.migrations, '2031-01-01-what-nobody-knows']
    expect(await refusal(await changed('newer', saying({ migrations: newer, version: '9.0.0' })))).toBe(
      'backup.newer',
    )
    expect(await refusal(await changed('format', saying({ format: 3 })))).toBe('backup.newer')
    expect(await refusal(await changed('words', saying({ sha256: 'no' })))).toBe('backup.broken')
    expect(await refusal(await changed('bytes', saying({ sha256: '0'.repeat(64) })))).toBe('backup.broken')
    expect(await refusal(await changed('short', (copy) => writeFile(join(copy, 'data.mdb'), 'x')))).toBe(
      'backup.broken',
    )
    expect(await refusal(await changed('unsaid', (copy) => rm(join(copy, 'backup.json'))))).toBe(
      'backup.half',
    )
    expect(await refusal(await changed('kelu.half', async () => undefined))).toBe('backup.half')
    expect(await refusal(machine.home)).toBe('backup.none')
    expect(await refusal('/nowhere')).toBe('backup.none')
    expect(await refusal(folder, { BLIND_INDEX_KEY: cli.env.LINK_KEY })).toBe('settings')
    expect(await machine.marksIn(elsewhere).catch(() => [])).toEqual([])
  })

  it('compressed it is the same store, and smaller; a shortened or altered one is refused', async ({
    machine,
  }) => {
    await machine.write('before')
    const { folder, bytes, compressedBytes } = (
      await machine.kelu('backup INTO --compress --json')
    ).json() as Backup & { bytes: number; compressedBytes: number }
    expect((await readdir(folder)).sort()).toEqual(['backup.json', 'data.mdb.gz'])
    expect(compressedBytes).toBeLessThan(bytes)
    const elsewhere = join(machine.home, 'elsewhere')
    const restored = await machine.kelu(`restore ${folder} --yes`, { DATA_DIR: elsewhere })
    expect(restored).toMatchObject({ code: 0, err: '' })
    expect(await machine.marksIn(elsewhere)).toEqual(['before'])

    const packed = await readFile(join(folder, 'data.mdb.gz'))
    const said = JSON.parse(await readFile(join(folder, 'backup.json'), 'utf8'))
    const refusalOf = async (name: string, file: Buffer, more: object = {}) => {
      const copy = join(machine.home, name)
      await cp(folder, copy, { recursive: true })
      await writeFile(join(copy, 'data.mdb.gz'), file)
      await writeFile(join(copy, 'backup.json'), JSON.stringify({ ...said, ...more }))
      const ran = await machine.kelu(`restore ${copy} --yes --json`, {
        DATA_DIR: join(machine.home, 'third'),
      })
      return (ran.json() as { error: { code: string } }).error.code
    }
    const half = packed.subarray(0, packed.length >> 1)
    expect(await refusalOf('half', half)).toBe('backup.broken')
    expect(await refusalOf('cut', half, { compressedBytes: half.length })).toBe('backup.broken')
    const altered = Buffer.from(packed)
    altered.fill(0, packed.length >> 1, (packed.length >> 1) + 64)
    expect(await refusalOf('altered', altered)).toBe('backup.broken')
    expect(await refusalOf('other', packed, { sha256: '0'.repeat(64) })).toBe('backup.broken')
    expect(await machine.marksIn(join(machine.home, 'third')).catch(() => [])).toEqual([])
  })

  it('a list of erased people nobody can read stops backup and restore: without it they would be back', async ({
    machine,
  }) => {
    const { folder } = await machine.backup()
    await writeFile(join(machine.into, 'erased.json'), '{ half')
    const elsewhere = { DATA_DIR: join(machine.home, 'elsewhere') }
    for (const ran of [
      await machine.kelu(`restore ${folder} --yes --json`, elsewhere),
      await machine.kelu('backup INTO --json'),
    ])
      expect(ran.json()).toMatchObject({ error: { code: 'erased.broken' } })
    expect(await machine.marksIn(elsewhere.DATA_DIR).catch(() => [])).toEqual([])
  })

  it('killed in the middle leaves what nobody takes for a backup; the next one is whole', async ({
    machine,
  }) => {
    await machine.write('before')
    const script = `
      const { run } = await import('./cli/run.ts')
      const quiet = () => undefined
      await run(['backup', ${JSON.stringify(machine.into)}], { env: process.env, cwd: '/nowhere', terminal: {}, out: quiet, err: quiet })`
    const args = ['--import', 'tsx', '--input-type=module', '-e', script]
    const child = spawn(process.execPath, args, { env: { ...process.env, ...machine.env }, stdio: 'inherit' })
    const ended = once(child, 'exit')
    const halves = async () =>
      (await readdir(machine.into).catch(() => [])).filter((name) => name.endsWith('.half'))
    while ((await halves()).length === 0 && child.exitCode === null) await pause(1)
    child.kill('SIGKILL')
    await ended
    const [half = ''] = await halves()
    expect(half).not.toBe('')
    const refused = await machine.kelu(`restore ${join(machine.into, half)} --yes --json`)
    expect(refused.json()).toMatchObject({ error: { code: 'backup.half' } })
    const { folder } = await machine.backup()
    const elsewhere = join(machine.home, 'elsewhere')
    await machine.kelu(`restore ${folder} --yes`, { DATA_DIR: elsewhere })
    expect(await machine.marksIn(elsewhere)).toEqual(['before'])
  })

  it('--keep deletes older whole ones once the new one is there, and nothing else', async ({ machine }) => {
    const { folder } = await machine.backup()
    const old = ['kelu-20200101T000000000Z', 'kelu-20200102T000000000Z', 'mine']
    for (const name of old) await cp(folder, join(machine.into, name), { recursive: true })
    const ran = (await machine.kelu('backup INTO --keep 3 --json')).json() as Backup
    expect(ran.deleted).toEqual(old.slice(0, 1))
    expect((await readdir(machine.into)).sort()).toEqual(
      [basename(folder), basename(ran.folder), ...old.slice(1)].sort(),
    )
    expect((await machine.kelu('backup INTO --keep none')).code).toBe(2)
  })

  it('leaves MongoDB to its own tools, by name', async ({ cli }) => {
    for (const [line, tool] of [
      ['backup', 'mongodump'],
      ['restore x', 'mongorestore'],
    ] as const) {
      const ran = await cli.kelu(line)
      expect(ran).toMatchObject({ code: 1, err: expect.stringContaining(tool) })
    }
  })

  it('an empty data folder and a folder nobody may write to are refused', async ({ machine }) => {
    const empty = await machine.kelu('backup INTO --json', { DATA_DIR: join(machine.home, 'empty') })
    expect(empty.json()).toMatchObject({ error: { code: 'store.empty' } })
    await writeFile(machine.into, 'a file')
    const nowhere = await machine.kelu('backup INTO --json')
    expect(nowhere.json()).toMatchObject({ error: { code: 'backup.failed' } })
  })
})
