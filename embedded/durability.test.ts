import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { type Document, MongoClient } from 'mongodb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { aFolder, aStore } from './testing/store.ts'

type Row = Document & { _id: string }

describe('the store as a process of its own', () => {
  let folder: string
  let children: ChildProcess[]
  beforeEach(() => {
    folder = aFolder()
    children = []
  })
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  async function startProcess(): Promise<{ child: ChildProcess; uri: string }> {
    const args = ['--import', 'tsx', 'embedded/main.ts', '--data', folder]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    children.push(child)
    const [line] = (await once(child.stdout!, 'data')) as [Buffer]
    return { child, uri: line.toString().trim().replace('MONGODB_URI=', '') }
  }

  it('loses nothing it acknowledged when it is killed in the middle of writes', async () => {
    const acknowledged = new Map<string, number>()
    for (let round = 0; round < 3; round++) {
      const { child, uri } = await startProcess()
      const client = await MongoClient.connect(uri, { serverSelectionTimeoutMS: 1000 })
      const rows = client.db().collection<Row>('rows')
      await rows.createIndex({ n: 1 })
      const exited = once(child, 'exit')
      let written = 0
      const writers = Array.from({ length: 16 }, async (_, writer) => {
        for (let i = 0; ; i++) {
          const _id = `${round}:${writer}:${i}`
          await rows.insertOne({ _id, n: 1 })
          acknowledged.set(_id, 1)
          await rows.updateOne({ _id }, { $inc: { n: 1 } })
          acknowledged.set(_id, 2)
          if (++written === 200 + 50 * round) child.kill('SIGKILL')
        }
      })
      await Promise.allSettled(writers)
      await client.close()
      await exited
    }
    const store = await aStore({ dataDir: folder })
    const rows = store.db.collection<Row>('rows')
    const stored = new Map((await rows.find().toArray()).map(({ _id, n }) => [_id, n as number]))
    const lost = [...acknowledged].filter(([id, n]) => (stored.get(id) ?? 0) < n)
    expect(lost).toEqual([])
    // Index and documents tell the same.
    expect(await rows.countDocuments({ n: 2 })).toBe([...stored.values()].filter((n) => n === 2).length)
    expect(await rows.estimatedDocumentCount()).toBe(stored.size)
    await store.end()
  })

  it('lives on with a full disk: refuses writes with the reason, reads, works again by itself once there is room, and has all it acknowledged', async () => {
    // Files may not grow beyond 2000 blocks of 1024 bytes: the same as a disk that is full.
    const command = `ulimit -S -f 2000; exec '${process.execPath}' --import tsx embedded/main.ts --data '${folder}'`
    const full = spawn('bash', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'] })
    children.push(full)
    let complaints = ''
    full.stderr!.on('data', (text: Buffer) => {
      complaints += text
    })
    const [line] = (await once(full.stdout!, 'data')) as [Buffer]
    const client = await MongoClient.connect(line.toString().trim().replace('MONGODB_URI=', ''))
    const rows = client.db().collection<Row>('rows')
    const fresh = client.db().collection<Row>('fresh')
    await rows.createIndex({ n: 1 })
    let acknowledged = 0
    const insertNext = async () => {
      await rows.insertOne({ _id: String(acknowledged), n: 1, text: 'x'.repeat(3_000) })
      acknowledged++
    }
    const fill = async () => {
      for (;;) await insertNext()
    }
    const refusal = {
      code: 14031,
      message: expect.stringMatching(/commit failed.*file too large.*free disk space/),
    }
    await expect(fill()).rejects.toMatchObject(refusal)
    await expect(fresh.insertOne({ _id: 'a', text: 'x'.repeat(9_000) })).rejects.toMatchObject(refusal)
    await expect(client.db().command({ ping: 1 })).rejects.toMatchObject(refusal)
    // It still reads, and believes nothing that is not on disk.
    const agree = async () => {
      expect(await rows.countDocuments({ n: 1 })).toBe(acknowledged)
      expect(await rows.estimatedDocumentCount()).toBe(acknowledged)
    }
    expect(acknowledged).toBeGreaterThan(0)
    await agree()

    expect(spawnSync('prlimit', ['--pid', String(full.pid), '--fsize=unlimited']).status).toBe(0)
    await vi.waitFor(() => client.db().command({ ping: 1 }), { timeout: 60_000 })
    for (let i = 0; i < 20; i++) await insertNext()
    await fresh.insertOne({ _id: 'a' })
    await agree()
    await client.close()
    full.kill('SIGKILL')
    await once(full, 'close')
    // lmdb writes on stderr when the disk refuses it something, and may then take the process down.
    expect(complaints).not.toMatch(/Write error|mdb_/)

    const store = await aStore({ dataDir: folder })
    const again = store.db.collection<Row>('rows')
    expect(await again.countDocuments({ n: 1 })).toBe(acknowledged)
    expect(await again.estimatedDocumentCount()).toBe(acknowledged)
    expect(await store.db.collection('fresh').countDocuments()).toBe(1)
    await store.end()
  })

  it('ends cleanly on SIGTERM and lets go of the folder', async () => {
    const { child, uri } = await startProcess()
    const client = await MongoClient.connect(uri)
    await client.db().collection<Row>('rows').insertOne({ _id: 'a' })
    await client.close()
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    const store = await aStore({ dataDir: folder })
    expect(await store.db.collection<Row>('rows').findOne()).toEqual({ _id: 'a' })
    await store.end()
  })
})

describe('a restart', () => {
  it('keeps documents, indexes, counts and the order of insertion', async () => {
    const folder = aFolder()
    const first = await aStore({ dataDir: folder })
    const rows = first.db.collection<Row>('rows')
    await rows.createIndex({ tags: 1 }, { expireAfterSeconds: 100 })
    await rows.insertMany([
      { _id: 'b', tags: ['x'] },
      { _id: 'a', tags: ['x', 'y'] },
    ])
    await first.client.close()
    await first.close()
    const second = await aStore({ dataDir: folder })
    const again = second.db.collection<Row>('rows')
    await again.insertOne({ _id: '0' })
    expect((await again.find().toArray()).map(({ _id }) => _id)).toEqual(['b', 'a', '0'])
    expect(await again.find({ tags: 'x' }).toArray()).toHaveLength(2)
    expect(await again.estimatedDocumentCount()).toBe(3)
    expect((await again.indexes())[1]).toMatchObject({ key: { tags: 1 }, expireAfterSeconds: 100 })
    await second.end()
  })
})
