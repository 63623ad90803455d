import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { checkTogether } from '../../domain/definitions/check-together.ts'
import type { Steering } from '../../domain/definitions/journey-life.ts'
import { createPublish } from '../../domain/definitions/publish.ts'
import { createPublished } from '../../domain/definitions/published.ts'
import type { MessageDefinition } from '../../domain/language/message.ts'
import { silentLog } from '../../domain/log.ts'
import { createDefinitionStore } from '../../models/definitions.ts'
import type { Run } from '../../models/run.ts'
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
let env: Record<string, string>

beforeAll(async () => {
  db = await testDatabase()
  sandbox = await startSandbox({
    settings: {
      ...approved,
      smsTemplates: {
        ...approved.smsTemplates,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: ${code} is how the gateway writes a variable
        SMS_200001: { type: 'notification', text: '您索取的补充资料：k.example/r/${code}' },
      },
    },
  })
  files = await definitionFiles({ staff, definitions: soonAfterALead })
  env = keluEnvironment(sandbox, {
    MONGODB_URI: db.uri,
    REDIS_URL: testRedisUrl(2),
    TEMPLATES_DIR: files.templates,
    STAFF_FILE: files.staffFile,
    LOG_LEVEL: 'info',
  })
  for (const { userid, name, reachable } of staff) await sandbox.addStaff({ userid, name, reachable })
})
afterEach(endAll)
afterAll(async () => {
  await sandbox.close()
  await files.remove()
  await db.drop()
})

/** A worker is to send something a few seconds after somebody left a form. */
const soonAfterALead = [
  {
    journey: 'soon-after-a-lead',
    name: '留资后不久',
    entry: { event: 'lead.submitted' },
    steps: {
      wait: { wait: '3 seconds', next: 'text' },
      text: { send: { message: 'second-text' }, next: 'end' },
    },
  },
  {
    message: 'second-text',
    name: '资料补充',
    purpose: 'requested',
    prefer: ['sms'],
    variables: { link: { link: 'https://www.kelu.example/more' } },
    sms: {
      text: '您索取的补充资料：k.example/r/{{link}}',
      templates: { aliyun: 'SMS_200001' },
      params: { code: 'link' },
    },
  },
]

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

async function webAndWorker() {
  const startWeb = () => start({ ...env, ROLE: 'web', PORT: '0' })
  const web = startWeb()
  await sandbox.setTarget(await web.ready())
  await start({ ...env, ROLE: 'worker', OPS_PORT: '0' }).ready()
  return { web, startWeb }
}

/** Until each of the two says that it acts on this publication, or a later one. */
async function bothActOn(number: number): Promise<void> {
  const acting = async () => {
    const up = (await processes()).filter(({ publication }) => publication >= number)
    return new Set(up.map(({ role }) => role))
  }
  await expect.poll(acting, { interval: 50 }).toEqual(new Set(['web', 'worker']))
}

async function aPerson(n: number) {
  const person = personOf(n, { email: false })
  await sandbox.addPerson(person)
  return person
}

it('two processes act on a publication within two seconds, without a restart', async () => {
  const { web, startWeb } = await webAndWorker()
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
  await bothActOn(number + 1)

  const person = await aPerson(1)
  await sandbox.scanAndAdd({ person: person.name, staff: 'lilei' })
  await expect
    .poll(async () => (await sandbox.deliveries()).filter(({ kind }) => kind === 'welcome'), {
      timeout: 60_000,
    })
    .toMatchObject([{ content: { text: '换了一句欢迎语' } }])

  // A restart with the files of before does not bring the old words back.
  await web.stop()
  await startWeb().ready()
  expect((await aPublisher().published.refresh()).registry.message(welcome.id)).toEqual(changed)
})

it('a paused journey sends nothing from either process, its people are moved to a new version meanwhile, and once resumed it sends what it owes, once', async () => {
  await webAndWorker()
  const { published, publish } = aPublisher()
  const steer = async (steering: Steering) =>
    bothActOn(
      (await publish({ steer: { 'journey:soon-after-a-lead': steering }, origin: 'page', by: 'ops' })).number,
    )
  const person = await aPerson(2)
  await sandbox.openMiniprogram({ person: person.name })
  await sandbox.submitLead({
    person: person.name,
    id: 'lead-2',
    form: 'whitepaper',
    loggedIn: true,
    consentSms: false,
  })
  const runs = () => db.connection.collection<Run>('runs').find({ journeyId: 'soon-after-a-lead' }).toArray()
  await expect
    .poll(async () => (await runs()).map(({ stepId }) => stepId), { timeout: 60_000 })
    .toEqual(['wait'])
  await steer('pause')
  const texts = async () =>
    (await sandbox.deliveries()).filter(({ content }) => content.templateCode === 'SMS_200001').length
  await pause(5_000)
  expect([await texts(), (await runs())[0]?.state]).toEqual([0, 'active'])

  const journey = (await published.refresh()).registry.journey('soon-after-a-lead')
  const { number } = await publish({
    publish: [{ definition: { kind: 'journey', definition: { ...journey, note: '第二版' } } }],
    move: { 'journey:soon-after-a-lead': [{ from: 1, steps: { wait: 'wait', text: 'text' } }] },
    origin: 'page',
    by: 'ops',
  })
  await bothActOn(number)
  await expect
    .poll(async () => (await runs()).map(({ versionId }) => versionId), { timeout: 60_000 })
    .toEqual(['soon-after-a-lead@2'])
  await steer('resume')
  await expect.poll(texts, { timeout: 60_000 }).toBe(1)
  await expect.poll(async () => (await runs())[0]?.state, { timeout: 60_000 }).toBe('ended')
  expect(await texts()).toBe(1)
})
