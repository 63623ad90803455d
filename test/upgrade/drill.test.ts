import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EJSON } from 'bson'
import { afterAll, expect, it } from 'vitest'
import { run } from '../../cli/run.ts'
import { startEmbeddedStore } from '../../embedded/server.ts'
import { mongodbUri, socketPath } from '../../embedded/store/door.ts'
import { type Connection, connectStore } from '../../models/connect.ts'
import { keluProcesses } from '../processes/kelu-process.ts'
import { earlierStore, environment } from './earlier-store.ts'

// What an operator does on the day of a new version, with the store of the release before (deploy/README.md).

const { start, endAll } = keluProcesses()
afterAll(endAll)

async function drill() {
  const home = await mkdtemp(join(tmpdir(), 'kelu drill '))
  const dataDir = join(home, 'data')
  const env = { ...environment, DATA_DIR: dataDir, PORT: '0' }
  const onStore = async <T>(uri: string, work: (connection: Connection) => Promise<T>): Promise<T> => {
    const connection = await connectStore(uri)
    return work(connection).finally(() => connection.close())
  }
  return {
    home,
    env,
    /** While nobody runs. */
    async alone<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
      const store = await startEmbeddedStore({ dataDir })
      return onStore(store.uri, work).finally(store.close)
    },
    beside: <T>(work: (connection: Connection) => Promise<T>) =>
      onStore(mongodbUri(socketPath(dataDir), 'kelu'), work),
    async kelu(...argv: string[]): Promise<unknown> {
      let [out, err] = ['', '']
      const code = await run([...argv, '--json'], {
        env,
        cwd: '/nowhere',
        terminal: { isInteractive: false, say: () => undefined, ask: async () => '' },
        out: (text) => {
          out += text
        },
        err: (text) => {
          err += text
        },
      })
      expect({ code, err }).toEqual({ code: 0, err: '' })
      return JSON.parse(out)
    },
    remove: () => rm(home, { recursive: true }),
  }
}

/** Everything stored, as text. */
async function all(connection: Connection): Promise<string[]> {
  const db = connection.getClient().db(connection.name)
  const names = (await db.listCollections().toArray()).map(({ name }) => name).sort()
  const found = await Promise.all(names.map((name) => db.collection(name).find().sort({ _id: 1 }).toArray()))
  return found.flatMap((documents, i) => documents.map((one) => `${names[i]} ${EJSON.stringify(one)}`))
}

const countOf = (name: string, of: object) => (connection: Connection) =>
  connection.getClient().db(connection.name).collection(name).countDocuments(of)

it('the day of a new version: a backup, the new version goes on with everybody, and back again nothing is missing', async () => {
  const day = await drill()
  const before = await earlierStore('store-0.1.0')
  const old = await day.alone(async (connection) => {
    await before.fill(connection)
    return all(connection)
  })
  const people = await day.alone(countOf('customers', {}))
  const runs = await day.alone(countOf('runs', {}))
  const { folder } = (await day.kelu('backup', join(day.home, 'backups'))) as { folder: string }

  const next = start(day.env)
  await next.ready()
  await expect.poll(() => day.beside(countOf('inbox', { state: 'received' })), { timeout: 60_000 }).toBe(0)
  await expect
    .poll(() => day.beside(countOf('runs', { state: 'active', dueAt: { $lt: before.now } })), {
      timeout: 60_000,
    })
    .toBe(0)
  expect(await day.beside(countOf('customers', {}))).toBeGreaterThanOrEqual(people)
  expect(await day.beside(countOf('runs', {}))).toBeGreaterThanOrEqual(runs)
  expect(await day.kelu('status')).toMatchObject({ stuck: [] })
  await next.stop()
  expect((await next.ended).code).toBe(0)
  expect(await day.alone(all)).not.toEqual(old)

  await day.kelu('restore', folder, '--replace', '--yes')
  expect(await day.alone(all)).toEqual(old)
  // And the new version takes it over as it did the first time.
  const again = start(day.env)
  await again.ready()
  await again.stop()
  expect((await again.ended).code).toBe(0)
  await day.remove()
})
