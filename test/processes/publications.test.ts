import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { checkTogether } from '../../domain/definitions/check-together.ts'
import { createPublish } from '../../domain/definitions/publish.ts'
import { createPublished } from '../../domain/definitions/published.ts'
import type { MessageDefinition } from '../../domain/language/message.ts'
import { silentLog } from '../../domain/log.ts'
import { createDefinitionStore } from '../../models/definitions.ts'
import type { Sandbox } from '../../sandbox/contract.ts'
import { approved } from '../../sandbox/demo/approved-texts.ts'
import { personOf, staff } from '../../sandbox/demo/people.ts'
import { keluEnvironment } from '../../sandbox/kelu-environment.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { type DefinitionFiles, definitionFiles } from '../testing/definition-files.ts'
import { testRedisUrl } from '../testing/redis.ts'
import { keluProcesses } from './kelu-process.ts'

const { start, endAll } = keluProcesses()
let db: TestDatabase
let sandbox: Sandbox
let files: DefinitionFiles

beforeAll(async () => {
  db = await testDatabase()
  sandbox = await startSandbox({ settings: approved })
  files = await definitionFiles({ staff })
  for (const { userid, name, reachable } of staff) await sandbox.addStaff({ userid, name, reachable })
}, 60_000)
afterEach(endAll)
afterAll(async () => {
  await sandbox.close()
  await files.remove()
  await db.drop()
}, 60_000)

/** A publisher beside the running processes, as the command line is one. */
function aPublisher() {
  const store = createDefinitionStore(db.connection)
  const published = createPublished({ store, log: silentLog })
  const clock = { now: () => new Date() }
  return {
    published,
    publish: createPublish({ store, published, check: checkTogether, users: async () => [], clock }),
  }
}

const processes = () =>
  db.connection.collection<{ _id: string; role: string; publication: number }>('processes').find().toArray()

it('two processes act on a publication within two seconds, without a restart', async () => {
  const env = keluEnvironment(sandbox, {
    MONGODB_URI: db.uri,
    REDIS_URL: testRedisUrl(),
    TEMPLATES_DIR: files.templates,
    STAFF_FILE: files.staffFile,
    LOG_LEVEL: 'info',
  })
  const web = start({ ...env, ROLE: 'web', PORT: '0' })
  await sandbox.setTarget(await web.ready())
  await start({ ...env, ROLE: 'worker', OPS_PORT: '0' }).ready()

  const { published, publish } = aPublisher()
  const { number, registry } = await published.refresh()
  const welcome = registry.message('welcome-default')
  if (!welcome.content.welcome) throw new Error('the starter welcome has no welcome')
  const changed: MessageDefinition = {
    ...welcome,
    content: { ...welcome.content, welcome: { ...welcome.content.welcome, text: '换了一句欢迎语' } },
  }
  const next = {
    publish: [{ definition: { kind: 'message', definition: changed } }],
    origin: 'page',
    by: 'ops',
  } as const
  expect((await publish(next)).number).toBe(number + 1)
  await expect
    .poll(async () => (await processes()).map(({ role, publication }) => ({ role, publication })), {
      timeout: 2_000,
      interval: 50,
    })
    .toEqual(
      expect.arrayContaining([
        { role: 'web', publication: number + 1 },
        { role: 'worker', publication: number + 1 },
      ]),
    )

  const person = personOf(1, { email: false })
  await sandbox.addPerson(person)
  await sandbox.scanAndAdd({ person: person.name, staff: 'lilei' })
  await expect
    .poll(async () => (await sandbox.deliveries()).filter(({ kind }) => kind === 'welcome'), {
      timeout: 20_000,
    })
    .toMatchObject([{ content: { text: '换了一句欢迎语' } }])

  // A restart with the files of before does not bring the old words back.
  await web.stop()
  const again = start({ ...env, ROLE: 'web', PORT: '0' })
  await again.ready()
  expect((await aPublisher().published.refresh()).registry.message(welcome.id)).toEqual(changed)
}, 120_000)
