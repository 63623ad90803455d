import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Person, Sandbox } from '../../sandbox/contract.ts'
import { approved } from '../../sandbox/demo/approved-texts.ts'
import { personOf, staff } from '../../sandbox/demo/people.ts'
import { keluEnvironment } from '../../sandbox/kelu-environment.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { afterTheLead, afterTheLeadTemplates } from '../testing/after-the-lead.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { type DefinitionFiles, definitionFiles } from '../testing/definition-files.ts'
import { testRedisUrl } from '../testing/redis.ts'
import { type KeluProcess, keluProcesses } from './kelu-process.ts'

const { start, endAll } = keluProcesses()
let db: TestDatabase
let sandbox: Sandbox
let files: DefinitionFiles
let env: Record<string, string>
let web: KeluProcess
let met = 0

beforeAll(async () => {
  db = await testDatabase()
  sandbox = await startSandbox({
    settings: {
      ...approved,
      smsTemplates: { ...approved.smsTemplates, ...afterTheLeadTemplates },
    },
  })
  files = await definitionFiles({ staff, definitions: afterTheLead })
  env = keluEnvironment(sandbox, {
    MONGODB_URI: db.uri,
    REDIS_URL: testRedisUrl(1),
    TEMPLATES_DIR: files.templates,
    STAFF_FILE: files.staffFile,
    LOG_LEVEL: 'info',
  })
  for (const { userid, name, reachable } of staff) await sandbox.addStaff({ userid, name, reachable })
})
afterAll(async () => {
  await sandbox.close()
  await files.remove()
  await db.drop()
})

afterEach(endAll)

/** New people scan, log in, allow one subscription message and leave a lead, all at once. */
async function peopleArrive(count: number): Promise<Person[]> {
  const people = Array.from({ length: count }, () => {
    met += 1
    return personOf(met, { email: false })
  })
  await Promise.all(
    people.map(async (person, n) => {
      await sandbox.addPerson(person)
      await sandbox.scanAndAdd({ person: person.name, staff: n % 2 === 0 ? 'lilei' : 'hanmei' })
      await sandbox.openMiniprogram({ person: person.name })
      await sandbox.answerSubscription({
        person: person.name,
        id: `s-${person.name}`,
        results: { 'tmpl-product-introduction': 'accept' },
      })
      const lead = {
        person: person.name,
        id: `l-${person.name}`,
        form: 'whitepaper',
        loggedIn: true,
        consentSms: false,
      }
      // The phone is not sure that the first one arrived.
      await Promise.all([sandbox.submitLead(lead), sandbox.submitLead(lead)])
    }),
  )
  return people
}

async function received({ externalUserid, openid, phone }: Person): Promise<string[]> {
  const addresses = new Set([externalUserid, openid, phone])
  const deliveries = (await sandbox.deliveries()).filter(({ receiver }) => addresses.has(receiver))
  return deliveries.map(({ kind, content }) => [kind, content.templateCode].filter(Boolean).join(' ')).sort()
}
const everything = ['sms SMS_100001', 'sms SMS_200001', 'subscription', 'welcome']

/** Until each has something of everything, and for a while longer in which a second one would show. */
async function expectOneOfEach(people: Person[]): Promise<void> {
  const missing = async () => {
    const lists = await Promise.all(people.map(received))
    return lists.some((list) => everything.some((kind) => !list.includes(kind)))
  }
  for (const until = Date.now() + 60_000; (await missing()) && Date.now() < until; ) await pause(100)
  await pause(1_500)
  for (const person of people) expect(await received(person), person.name).toEqual(everything)
}

const worker = () => start({ ...env, ROLE: 'worker' })

it('one web and two workers do everything exactly once, also when one worker is killed, with one access token for all', async () => {
  web = start({ ...env, ROLE: 'web' })
  const first = worker()
  const url = await web.ready()
  const statusAt = async (path: string) => (await fetch(`${ops}${path}`)).status
  const ops = await first.ready()
  for (const path of ['/healthz', '/readyz', '/metrics']) expect(await statusAt(path), path).toBe(200)
  for (const path of ['/wecom/callback/customer', '/task/x']) expect(await statusAt(path), path).toBe(404)
  await sandbox.setTarget(url)
  // The first worker alone, so that it is known to have called the platforms; one welcome is left to it as well.
  await sandbox.addFault({
    platform: 'wecom',
    api: '/cgi-bin/externalcontact/send_welcome_msg',
    kind: 'errcode',
    code: -1,
    times: 1,
  })
  await expectOneOfEach(await peopleArrive(2))

  const second = worker()
  await second.ready()
  const both = await peopleArrive(16)
  await sandbox.redeliver(16)
  await expectOneOfEach(both)

  // Killed while its colleague and it have people waiting at a step.
  const left = await peopleArrive(6)
  await first.kill()
  await expectOneOfEach(left)

  const calls = await sandbox.calls()
  expect(calls['wecom:/cgi-bin/gettoken']).toBe(1)
  expect(calls['wechat:/cgi-bin/stable_token']).toBe(1)
  const unanswered = async () => (await sandbox.callbacks()).filter(({ acknowledged }) => !acknowledged)
  await expect.poll(unanswered, { timeout: 60_000 }).toEqual([])
  expect(await db.connection.collection('customers').countDocuments({ mergedInto: null })).toBe(24)
  const runs = db.connection.collection('runs').find({ journeyId: 'soon-after-a-lead' })
  const ends = async () => (await runs.clone().toArray()).map(({ endReason }) => endReason)
  await expect.poll(ends, { timeout: 60_000 }).toEqual(Array(24).fill('completed'))

  await Promise.all([web.stop(), second.stop()])
  expect((await web.ended).code).toBe(0)
  expect((await second.ended).code).toBe(0)
})

it('a second process without REDIS_URL does not start: it says why, without a stack trace, and ends with 1', async () => {
  const { REDIS_URL: _, ...alone } = env
  const first = start({ ...alone, ROLE: 'all' })
  await first.ready()
  const second = await start({ ...alone, ROLE: 'all' }).ended
  expect(second.code).toBe(1)
  expect(second.output).toContain('REDIS_URL')
  expect(second.output).toContain(`pid ${first.pid}`)
  expect(second.output).not.toMatch(/^\s+at /m)
  await first.stop()
})

it('after a kill the next one starts at once: a dead process holds no place', async () => {
  const { REDIS_URL: _, ...alone } = env
  const first = start({ ...alone, ROLE: 'all' })
  await first.ready()
  await first.kill()
  const second = start({ ...alone, ROLE: 'all' })
  await second.ready()
  await second.stop()
})
