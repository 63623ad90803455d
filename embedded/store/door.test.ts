import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startEmbeddedStore } from '../server.ts'
import { aFolder, aStore } from '../testing/store.ts'
import { DataFolderInUseError, mongodbUri, openDoor, socketPath, takeTurn } from './door.ts'

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

/** A store of its own process on the folder; resolves with the first thing it says and how it ended, if it did. */
async function startProcess(prefix: readonly string[] = []) {
  const [command, ...args] = [
    ...prefix,
    process.execPath,
    '--import',
    'tsx',
    'embedded/main.ts',
    '--data',
    folder,
  ]
  const child = spawn(command!, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  const said = await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')])
  return { child, said: String(said[0]) }
}

async function afterADeath(): Promise<void> {
  const { child, said } = await startProcess()
  expect(said).toContain('MONGODB_URI=')
  child.kill('SIGKILL')
  await once(child, 'exit')
}

const outcomes = (attempts: Promise<unknown>[]) =>
  Promise.all(
    attempts.map((attempt) =>
      attempt.then(
        () => 'in',
        (error: Error) => error.name,
      ),
    ),
  )

describe('one process a folder', () => {
  it('lets one store in and tells the next where to reach it, until it is closed', async () => {
    const store = await startEmbeddedStore({ dataDir: folder })
    const second = startEmbeddedStore({ dataDir: folder })
    await expect(second).rejects.toThrow(DataFolderInUseError)
    await expect(second).rejects.toThrow(`mongodb://${encodeURIComponent(join(folder, 'kelu.sock'))}`)
    await store.close()
    await (await startEmbeddedStore({ dataDir: folder })).close()
  })

  it('keeps out a process in another pid namespace, which cannot see this one', async () => {
    const store = await startEmbeddedStore({ dataDir: folder })
    const wall = ['unshare', '--user', '--map-root-user', '--pid', '--fork']
    const walled = spawnSync(wall[0]!, [...wall.slice(1), 'true']).status === 0
    const { said } = await startProcess(walled ? wall : [])
    expect(said).toContain('is in use by a running process')
    await store.close()
  })

  it('keeps out everybody while its process is stopped and cannot answer', async () => {
    const { child } = await startProcess()
    child.kill('SIGSTOP')
    await expect(openDoor(folder, () => undefined)).rejects.toThrow(DataFolderInUseError)
  })

  it('lets exactly one of several processes take over from a killed one', async () => {
    await afterADeath()
    const starters = await Promise.all([1, 2, 3].map(() => startProcess()))
    const said = starters.map((one) => one.said)
    expect(said.filter((text) => text.includes('MONGODB_URI='))).toHaveLength(1)
    expect(said.filter((text) => text.includes('is in use'))).toHaveLength(2)
  })

  it('lets exactly one of many take over a dead socket, and again after each', async () => {
    for (let round = 1; round <= 5; round++) {
      const dead = createServer()
      await new Promise<void>((done) => dead.listen(join(folder, 'dead'), done))
      linkSync(join(folder, 'dead'), join(folder, `kelu.turn.${round * 10}`))
      await new Promise((done) => dead.close(done))
      const doors: { close(): unknown }[] = []
      const attempts = Array.from({ length: 20 }, async () => {
        doors.push((await openDoor(folder, () => undefined)).server)
      })
      const found = await outcomes(attempts)
      expect(found.filter((outcome) => outcome === 'in')).toHaveLength(1)
      expect(new Set(found)).toEqual(new Set(['in', 'DataFolderInUseError']))
      for (const door of doors) door.close()
    }
    // What the dead left is cleared away.
    expect(readdirSync(folder).filter((name) => name.startsWith('kelu.turn'))).toEqual(['kelu.turn.51'])
  })

  it('sends away a starter so slow that its number was used and cleared away meanwhile', async () => {
    for (const name of ['kelu.turn.1', 'slow', 'quick']) writeFileSync(join(folder, name), '')
    const asked: string[] = []
    const answers = async (socket: string): Promise<boolean> => {
      asked.push(socket)
      if (asked.length > 1) return true
      // While the slow one looks at the dead 1, two others come and the first of them goes.
      linkSync(join(folder, 'quick'), join(folder, 'kelu.turn.3'))
      rmSync(join(folder, 'kelu.turn.1'))
      return false
    }
    expect(await takeTurn(folder, join(folder, 'slow'), answers)).toBe(false)
    expect(readdirSync(folder).sort()).toEqual(['kelu.turn.3', 'quick', 'slow'])
  })

  it('is given back when the store cannot start', async () => {
    const store = await aStore({ port: 0 })
    const port = Number(new URL(store.uri).port)
    await expect(startEmbeddedStore({ dataDir: folder, port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await (await startEmbeddedStore({ dataDir: folder })).close()
    await store.end()
  })
})

describe('the way in', () => {
  it('is no TCP port unless one is asked for', async () => {
    const store = await aStore()
    expect(store.uri).toBe(mongodbUri(join(store.dataDir, 'kelu.sock'), 'kelu'))
    await store.end()
    const asked = await aStore({ port: 0 })
    expect(asked.uri).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\/kelu/)
    expect(await asked.db.command({ ping: 1 })).toMatchObject({ ok: 1 })
    await asked.end()
  })

  it.each([
    ['short', 'data'],
    ['with spaces and Chinese', '客 旅 (数据)'],
    ['with a percent sign', '100%20'],
    ['with a dot, as temporary folders have', 'tmp.abc'],
    ['exactly as long as a socket may be', 'x'.repeat(40)],
    ['far longer than a socket may be', `${'long '.repeat(30)}/${'x'.repeat(200)}`],
  ])('works in a folder whose path is %s, also for the lock and for others', async (_, name) => {
    const dataDir = join(folder, name)
    mkdirSync(dataDir, { recursive: true })
    const store = await aStore({ dataDir })
    await store.db.collection('rows').insertOne({ n: 1 })
    const other = await MongoClient.connect(mongodbUri(socketPath(dataDir), 'kelu'))
    expect(await other.db().collection('rows').countDocuments()).toBe(1)
    await other.close()
    expect(readdirSync(dataDir)).toContain('kelu.sock')
    await expect(startEmbeddedStore({ dataDir })).rejects.toThrow(DataFolderInUseError)
    await store.end()
  })
})
