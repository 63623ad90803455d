import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Person, Sandbox } from '../../sandbox/contract.ts'
import { approved } from '../../sandbox/demo/approved-texts.ts'
import { personOf, staff } from '../../sandbox/demo/people.ts'
import { keluEnvironment } from '../../sandbox/kelu-environment.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { keluProcesses } from '../processes/kelu-process.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { type DefinitionFiles, definitionFiles } from '../testing/definition-files.ts'
import { testRedisUrl } from '../testing/redis.ts'

const origin = 'http://k.example'
const { start, endAll } = keluProcesses()
let db: TestDatabase
let sandbox: Sandbox
let files: DefinitionFiles
let redis: Redis

beforeAll(async () => {
  db = await testDatabase()
  sandbox = await startSandbox({ settings: approved })
  files = await definitionFiles({ staff })
  redis = new Redis(testRedisUrl(4))
  for (const { userid, name, reachable } of staff) await sandbox.addStaff({ userid, name, reachable })
})
afterEach(endAll)
afterAll(async () => {
  redis.disconnect()
  await sandbox.close()
  await files.remove()
  await db.drop()
})

/** Everything there is in this Redis, keys and values of every kind. */
async function allOfRedis(): Promise<string> {
  const parts: string[] = []
  for (const key of await redis.keys('*')) parts.push(key, JSON.stringify(await redis.dump(key)))
  return parts.join('\n')
}

/** A life of one person that touches every edge: WeCom, mini-program, form, mail, text message. */
async function live(person: Person): Promise<void> {
  const { name } = person
  await sandbox.addPerson(person)
  await sandbox.scanAndAdd({ person: name, staff: 'lilei' })
  await sandbox.openMiniprogram({ person: name })
  await sandbox.mpEvents({
    person: name,
    events: [{ id: 'look', name: 'product.viewed', at: new Date().toISOString(), props: { productId: 'a' } }],
  })
  await sandbox.submitLead({
    ...{ person: name, id: 'lead', form: 'whitepaper', loggedIn: true, consentSms: true, consentEmail: true },
  })
}

it('what names somebody is in no log line and not in Redis, neither while they are known nor when they were erased (B13)', async () => {
  const kelu = start(
    keluEnvironment(sandbox, {
      MONGODB_URI: db.uri,
      REDIS_URL: testRedisUrl(4),
      TEMPLATES_DIR: files.templates,
      STAFF_FILE: files.staffFile,
      LOG_LEVEL: 'debug',
    }),
  )
  const url = await kelu.ready()
  await sandbox.setTarget(url)
  const person = personOf(77, { email: true })
  await live(person)
  const textsOf = () => sandbox.deliveries({ kind: 'sms' })
  await expect.poll(async () => (await textsOf()).length, { timeout: 60_000 }).toBeGreaterThan(0)

  const welcomed = await fetch(`${url}/api/v1/welcome`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({
      code: await kelu.said(/welcome\?code=([\w-]{43})/),
      login: 'boss',
      name: '老板',
      password: 'long enough 2026',
    }),
  })
  const cookie = welcomed.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const customers = db.connection.collection<{ _id: string }>('customers')
  const customer = await customers.findOne({ mergedInto: null })
  const erased = await fetch(`${url}/api/v1/customers/${customer?._id}/erase`, {
    method: 'POST',
    headers: { origin, cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ reason: '本人要求' }),
  })
  expect(erased.status).toBe(200)
  expect(await customers.countDocuments({})).toBe(0)
  const inRedis = await allOfRedis()
  await kelu.stop()
  const { output } = await kelu.ended

  // It was looked at what had something to say.
  expect(output).toContain('"msg":"request"')
  expect(inRedis).not.toBe('')
  const { nickname, unionid, openid, externalUserid, phone, email } = person
  const local = phone.replace('+86', '')
  for (const [what, value] of Object.entries({ nickname, unionid, openid, externalUserid, local, email })) {
    const lines = output.split('\n').filter((line) => line.includes(value))
    expect(lines, `${what} in the log`).toEqual([])
    expect(inRedis.includes(value), `${what} in Redis`).toBe(false)
  }
})
