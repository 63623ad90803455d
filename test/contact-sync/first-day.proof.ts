import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ContactSyncStore, SyncReport } from '../../models/contact-sync.ts'
import { createContactSyncStore } from '../../models/contact-sync.ts'
import type { Sandbox } from '../../sandbox/contract.ts'
import { keluEnvironment } from '../../sandbox/kelu-environment.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { type KeluProcess, keluProcesses } from '../processes/kelu-process.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { definitionFiles } from '../testing/definition-files.ts'
import { watchful } from './watchful.ts'

const size = {
  staff: 200,
  stores: 20,
  friends: 5_000,
  tagGroups: 4,
  sharedEvery: 20,
  companyEvery: 50,
  mobileEvery: 10,
}
/** Shares of the members done at which the process is killed. */
const deaths = [0.2, 0.5, 0.8]

const { start, endAll } = keluProcesses()
let db: TestDatabase
let sandbox: Sandbox
let store: ContactSyncStore
let env: Record<string, string>
beforeAll(async () => {
  db = await testDatabase()
  sandbox = await startSandbox()
  await sandbox.populate(size)
  store = createContactSyncStore(db.connection)
  const files = await definitionFiles({ staff: [], journeys: [], definitions: watchful })
  env = keluEnvironment(sandbox, {
    MONGODB_URI: db.uri,
    TEMPLATES_DIR: files.templates,
    STAFF_FILE: files.staffFile,
  })
})
afterAll(async () => {
  await endAll()
  await sandbox.close()
  await db.drop()
})

const corp = () => sandbox.settings.corpId
async function until<T>(look: () => Promise<T | null | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
async function ask(): Promise<void> {
  const now = new Date()
  const { doneAt } = await store.known(corp(), now)
  expect(await store.begin(corp(), { at: now, ...(doneAt && { after: doneAt }), isAsked: true })).toBe(true)
}
const ended = (): Promise<SyncReport> =>
  until(async () => {
    const state = await store.find(corp())
    return state?.running === undefined && state?.reports[0]
  })
const all = (name: string) => db.connection.collection(name).find({}).sort({ _id: 1 }).toArray()

type Stored = Awaited<ReturnType<typeof all>>[number]
/** A customer but for the tags of Kelu's own, which are put on their pairs one by one after the second round. */
const without =
  (own: ReadonlySet<string>) =>
  ({ rev: _, tags, follows, ...rest }: Stored) => ({
    ...rest,
    tags: (tags as { name: string }[]).toSorted((one, other) => (one.name < other.name ? -1 : 1)),
    follows: (follows as Stored[]).map(({ labels, ...follow }) => ({
      ...follow,
      ids: (labels.ids as string[]).filter((id) => !own.has(id)),
    })),
  })
async function ownTags(): Promise<ReadonlySet<string>> {
  const tags = (await all('corpTagGroups')).flatMap((group) => group.tags as { id: string; isOwn: boolean }[])
  return new Set(tags.flatMap(({ id, isOwn }) => (isOwn ? [id] : [])))
}

it('5,000 friends of 200 members in 20 stores are known once each, though the process is killed three times', async () => {
  const pids = new Set<number>()
  const alive = async (): Promise<KeluProcess> => {
    const kelu = start({ ...env, LOG_LEVEL: 'info' })
    pids.add(kelu.pid)
    await kelu.ready()
    return kelu
  }
  let kelu = await alive()
  await ask()
  for (const share of deaths) {
    await until(async () => ((await store.find(corp()))?.running?.done ?? 0) >= size.staff * share)
    await kelu.kill()
    kelu = await alive()
  }
  const report = await ended()
  expect(pids.size).toBe(deaths.length + 1)
  expect(report).toMatchObject({
    isFirst: true,
    skipped: [],
    counts: { staff: 200, friendships: 5_250, people: 5_000, failed: 0 },
  })

  const customers = await all('customers')
  expect(customers).toHaveLength(size.friends)
  const external = customers.flatMap(({ ids }) =>
    (ids as string[]).filter((id) => id.startsWith('external:')),
  )
  expect(new Set(external).size).toBe(size.friends)
  expect(customers.filter(({ follows }) => follows.length === 2)).toHaveLength(250)
  for (const { follows, tags } of customers) {
    expect(follows[0].remark).toBeDefined()
    expect(tags.filter(({ from }: { from?: string }) => from === 'wecom')).toHaveLength(4)
  }
  expect(await all('staff')).toHaveLength(200)

  await ask()
  const events = await all('events')
  expect(await ended()).toMatchObject({
    isFirst: false,
    counts: { born: 0, learnt: 0, begun: 0, ended: 0, staffChanged: 0 },
  })
  const theirs = without(await ownTags())
  expect((await all('customers')).map(theirs)).toEqual(customers.map(theirs))
  expect(await all('events')).toEqual(events)

  // Nobody heard of it, and WeCom never had to say stop.
  expect(await all('runs')).toEqual([])
  expect(await all('touches')).toEqual([])
  expect(await sandbox.deliveries()).toEqual([])
  expect(Object.keys(await sandbox.refusals()).filter((refusal) => /:(45009|45033)$/.test(refusal))).toEqual(
    [],
  )
  await kelu.stop()
})
