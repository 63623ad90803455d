import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Document, MongoClient } from 'mongodb'
import { afterEach, describe, expect, it } from 'vitest'
import { aFolder, aStore, refusalOf, type TestStore } from '../testing/store.ts'
import { faultInDataFile } from './data-file.ts'
import { BrokenCopyError, type KnownCopy, replaceDataFile } from './replace-data-file.ts'

type Row = Document & { _id: string; n: number; text?: string }

const folders: string[] = []
const stores: TestStore[] = []
const children: ChildProcess[] = []
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const store of stores.splice(0)) await store.end()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function folder(): string {
  const made = aFolder()
  folders.push(made)
  return made
}

async function store(dataDir = folder()): Promise<TestStore> {
  const opened = await aStore({ dataDir })
  stores.push(opened)
  return opened
}

const copyOf = async (db: TestStore['db'], to: string) =>
  (await db.command({ copyDataFile: 1, to })) as unknown as { at: Date; bytes: number; sha256: string }

const now = new Date('2026-03-02T01:00:00Z')

/** What somebody finds who starts a store on the copy elsewhere. */
async function restored(copy: KnownCopy): Promise<TestStore> {
  const elsewhere = folder()
  await replaceDataFile(elsewhere, copy, now)
  return store(elsewhere)
}

describe('a copy of the data file', () => {
  it('made under load is the store of the moment it names: all acknowledged before, nothing begun after, pairs whole', async () => {
    const { db } = await store()
    const rows = db.collection<Row>('rows')
    await rows.createIndex({ n: 1 })
    // Large enough that writers get through many commits while it is copied.
    const ballast = Array.from({ length: 2_000 }, (_, n) => ({
      _id: `ballast ${n}`,
      n: -1,
      text: 'x'.repeat(9_000),
    }))
    await rows.insertMany(ballast)
    await rows.deleteMany({ _id: { $regex: '^ballast 1' } })

    const journal: { _id: string; begun: number; acknowledged: number }[] = []
    let isOver = false
    const clock = () => performance.timeOrigin + performance.now()
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let i = 0; !isOver; i++) {
        const _id = `${writer}:${i}`
        const begun = clock()
        // The second is only ever there with the first.
        await rows.insertOne({ _id, n: i })
        await db.collection<Row>('pairs').insertOne({ _id, n: i })
        // Pages that are given up are used again at once, unless somebody still reads them.
        const touched = { _id: `ballast ${200 + ((i * 8 + writer) % 800)}` }
        await rows.updateOne(touched, { $set: { text: String(i % 10).repeat(9_000) } })
        journal.push({ _id, begun, acknowledged: clock() })
      }
    })
    const journalled = async (count: number) => {
      const enough = journal.length + count
      while (journal.length < enough) await pause(5)
    }
    await journalled(50)
    const copies: KnownCopy[] = []
    const moments: number[] = []
    for (let round = 0; round < 3; round++) {
      const path = join(folder(), 'copy.mdb')
      const { at, ...copy } = await copyOf(db, path)
      moments.push(at.getTime())
      copies.push({ path, ...copy })
    }
    await journalled(50)
    isOver = true
    await Promise.all(writers)

    for (const [round, copy] of copies.entries()) {
      expect(faultInDataFile(copy.path)).toBeUndefined()
      const { db: there } = await restored(copy)
      const moment = moments[round]!
      const ids = new Set((await there.collection<Row>('rows').find().toArray()).map(({ _id }) => _id))
      const pairs = new Set((await there.collection<Row>('pairs').find().toArray()).map(({ _id }) => _id))
      // `at` is in whole milliseconds.
      const before = journal.filter(({ acknowledged }) => acknowledged < moment)
      const after = journal.filter(({ begun }) => begun > moment + 1)
      expect(before.length).toBeGreaterThan(20)
      expect(after.length).toBeGreaterThan(20)
      expect(before.filter(({ _id }) => !ids.has(_id) || !pairs.has(_id))).toEqual([])
      expect(after.filter(({ _id }) => ids.has(_id) || pairs.has(_id))).toEqual([])
      expect([...pairs].filter((id) => !ids.has(id))).toEqual([])
      // Index and documents tell the same.
      const counted = await there.collection<Row>('rows').countDocuments({ n: { $gte: 0 } })
      expect(counted).toBe([...ids].filter((id) => !id.startsWith('ballast')).length)
      // It takes writes as any other.
      await there.collection<Row>('rows').insertOne({ _id: 'new', n: 0 })
    }
  })

  it('goes only to a new file of an absolute path, and leaves nothing where it cannot be made', async () => {
    const { db } = await store()
    const there = join(folder(), 'there.mdb')
    writeFileSync(there, 'mine')
    expect(await refusalOf(copyOf(db, 'data.mdb'))).toMatchObject({ code: 2 })
    expect(await refusalOf(copyOf(db, there))).toMatchObject({
      code: 14031,
      message: expect.stringContaining('EEXIST'),
    })
    expect(readFileSync(there, 'utf8')).toBe('mine')
    expect(await refusalOf(copyOf(db, '/nowhere/copy.mdb'))).toMatchObject({ code: 14031 })
    await db.collection<Row>('rows').insertOne({ _id: 'a', n: 1 })
  })

  it('is given up when the disk is full or the store closes; the store goes on, and nobody takes what is left for a copy', async () => {
    const dataDir = folder()
    const { child, uri } = await aProcess(dataDir)
    const client = await MongoClient.connect(uri)
    const rows = client.db().collection<Row>('rows')
    for (let i = 0; i < 8; i++)
      await rows.insertOne({ _id: `${i}`, n: i, text: randomBytes(2_000_000).toString('hex') })
    const to = join(folder(), 'copy.mdb')
    // No file may grow beyond 8 MB: the same as a disk that is full.
    expect(spawnSync('prlimit', ['--pid', String(child.pid), '--fsize=8000000:']).status).toBe(0)
    const refused = await refusalOf(client.db().command({ copyDataFile: 1, to }))
    expect(refused).toMatchObject({ code: 14031, message: expect.stringContaining('EFBIG') })
    expect(existsSync(to)).toBe(false)
    expect(spawnSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:']).status).toBe(0)
    await rows.insertOne({ _id: 'after', n: 1 })

    const copying = refusalOf(client.db().command({ copyDataFile: 1, to }))
    const exited = once(child, 'exit')
    while (!existsSync(to)) await pause(1)
    child.kill('SIGTERM')
    await copying
    expect(await exited).toEqual([0, null])
    expect(existsSync(to)).toBe(false)
    await client.close()
  })
})

describe('a copy put in the place of a data file', () => {
  async function twoStates(): Promise<{ dataDir: string; copy: KnownCopy }> {
    const dataDir = folder()
    const first = await aStore({ dataDir })
    await first.db
      .collection<Row>('rows')
      .insertOne({ _id: 'old', n: 1, text: randomBytes(6_000_000).toString('hex') })
    const path = join(folder(), 'copy.mdb')
    const { bytes, sha256 } = await copyOf(first.db, path)
    await first.db.collection<Row>('rows').insertOne({ _id: 'new', n: 1 })
    await first.client.close()
    await first.close()
    return { dataDir, copy: { path, bytes, sha256 } }
  }
  const idsIn = async (dataDir: string) => {
    const { db, client, close } = await aStore({ dataDir })
    const ids = (
      await db
        .collection<Row>('rows')
        .find({}, { projection: { _id: 1 } })
        .toArray()
    ).map(({ _id }) => _id)
    await client.close()
    await close()
    return ids
  }

  it('keeps what was there under another name', async () => {
    const { dataDir, copy } = await twoStates()
    const kept = await replaceDataFile(dataDir, copy, now)
    expect(await idsIn(dataDir)).toEqual(['old'])
    expect(kept).toBe(join(dataDir, 'data-before-20260302T010000Z.mdb'))
    const again = folder()
    writeFileSync(join(again, 'data.mdb'), readFileSync(kept!))
    expect(await idsIn(again)).toEqual(['old', 'new'])
  })

  it('is refused when a byte of it is another, when it is cut off, and while a store runs there', async () => {
    const { dataDir, copy } = await twoStates()
    const changed = Buffer.from(readFileSync(copy.path))
    changed[copy.bytes - 100_000]! ^= 1
    writeFileSync(`${copy.path}.changed`, changed)
    await expect(replaceDataFile(dataDir, { ...copy, path: `${copy.path}.changed` }, now)).rejects.toThrow(
      BrokenCopyError,
    )
    truncateSync(`${copy.path}.changed`, copy.bytes - 4_096)
    await expect(replaceDataFile(dataDir, { ...copy, path: `${copy.path}.changed` }, now)).rejects.toThrow(
      /bytes of/,
    )
    const running = await store(dataDir)
    await expect(replaceDataFile(dataDir, copy, now)).rejects.toThrow(/in use/)
    expect(await running.db.collection<Row>('rows').countDocuments()).toBe(2)
    expect(readdirSync(dataDir).filter((name) => /half|before/.test(name))).toEqual([])
  })

  it('is there whole or not at all when it is killed, and what was there before with it', async () => {
    const { dataDir, copy } = await twoStates()
    const script = `
      import { replaceDataFile } from './embedded/store/replace-data-file.ts'
      await replaceDataFile(${JSON.stringify(dataDir)}, ${JSON.stringify(copy)}, new Date())`
    const outcomes = new Set<string>()
    for (let round = 0; round < 4; round++) {
      const args = ['--import', 'tsx', '--input-type=module', '-e', script]
      const child = spawn(process.execPath, args, { stdio: 'inherit' })
      children.push(child)
      const ended = once(child, 'exit')
      const half = join(dataDir, 'data.mdb.half')
      while (!existsSync(half) && child.exitCode === null) await pause(1)
      // Later each time: with little of it there, with all of it, at the swap.
      while ((statSync(half, { throwIfNoEntry: false })?.size ?? copy.bytes) < (copy.bytes * round) / 3)
        await pause(1)
      child.kill('SIGKILL')
      await ended
      const ids = await idsIn(dataDir)
      outcomes.add(ids.join())
    }
    expect([...outcomes].every((ids) => ids === 'old,new' || ids === 'old')).toBe(true)
    expect(outcomes).toContain('old,new')
    await replaceDataFile(dataDir, copy, now)
    expect(await idsIn(dataDir)).toEqual(['old'])
    expect(readdirSync(dataDir)).not.toContain('data.mdb.half')
  })

  it('a full disk leaves what was there', async () => {
    const { dataDir, copy } = await twoStates()
    const script = `
      import { replaceDataFile } from '${join(import.meta.dirname, 'replace-data-file.ts')}'
      await replaceDataFile(${JSON.stringify(dataDir)}, ${JSON.stringify(copy)}, new Date())`
    const command = `ulimit -f 2000; exec '${process.execPath}' --import tsx --input-type=module -e "$SCRIPT"`
    const ran = spawnSync('bash', ['-c', command], {
      env: { ...process.env, SCRIPT: script },
      encoding: 'utf8',
    })
    expect(ran.status).toBe(1)
    expect(ran.stderr).toContain('EFBIG')
    expect(await idsIn(dataDir)).toEqual(['old', 'new'])
    expect(readdirSync(dataDir).filter((name) => /half|before/.test(name))).toEqual([])
  })
})

async function aProcess(dataDir: string): Promise<{ child: ChildProcess; uri: string }> {
  const args = ['--import', 'tsx', 'embedded/main.ts', '--data', dataDir]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: dirname(dirname(import.meta.dirname)),
  })
  children.push(child)
  const [line] = (await once(child.stdout!, 'data')) as [Buffer]
  return { child, uri: line.toString().trim().replace('MONGODB_URI=', '') }
}
