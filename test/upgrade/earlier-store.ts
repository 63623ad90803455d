import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EJSON } from 'bson'
import type { Connection } from '../../models/connect.ts'
import type { Delivery, Person, Sandbox } from '../../sandbox/contract.ts'

const keyOf = (byte: number) => Buffer.alloc(32, byte).toString('base64')

/** The keys all stores of earlier releases were made with. */
export const environment = {
  DATA_KEYS: `test:${keyOf(1)}`,
  BLIND_INDEX_KEY: keyOf(2),
  LINK_KEY: keyOf(3),
}

export interface EarlierStore {
  now: Date
  /** By what had happened to them. */
  people: Record<string, Person[]>
  /** What the platforms had delivered. */
  deliveries: Pick<Delivery, 'kind' | 'receiver' | 'at' | 'ref'>[]
  /** Fills a new database with it. */
  fill(connection: Connection): Promise<void>
  /** The same, and tells new platforms who is whose friend. */
  restore(connection: Connection, sandbox: Sandbox): Promise<void>
}

/** A store in `stores/`, and the story it comes from. */
export async function earlierStore(name: string): Promise<EarlierStore> {
  const folder = new URL(`./stores/${name}/`, import.meta.url)
  const story = JSON.parse(await readFile(new URL('story.json', folder), 'utf8'))

  async function fill(connection: Connection): Promise<void> {
    for (const file of (await readdir(folder)).filter((entry) => entry.endsWith('.jsonl'))) {
      const lines = (await readFile(new URL(file, folder), 'utf8')).trimEnd().split('\n')
      const documents = lines.map((line) => EJSON.parse(line))
      await connection.collection(file.replace('.jsonl', '')).insertMany(documents)
    }
  }

  return {
    now: new Date(story.now),
    people: story.people,
    deliveries: story.deliveries,
    fill,
    async restore(connection, sandbox) {
      await fill(connection)
      const { people } = story as EarlierStore
      const friends = [...(people.offered ?? []), ...(people.accepted ?? [])].map(({ name }) => ({
        name,
        staff: 'lilei',
      }))
      friends.push(...(people.friendUnheard ?? []).map(({ name }) => ({ name, staff: 'hanmei' })))
      await acknowledging(sandbox, async () => {
        for (const { name, staff } of friends) await sandbox.scanAndAdd({ person: name, staff })
      })
    },
  }
}

/** What happened before was told before: somebody says yes to it. */
async function acknowledging(sandbox: Sandbox, work: () => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    request.resume()
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  await sandbox.setTarget(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await work()
  server.close()
  server.closeAllConnections()
}
