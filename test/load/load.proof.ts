import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../sandbox/contract.ts'
import { approved } from '../../sandbox/demo/approved-texts.ts'
import { staff } from '../../sandbox/demo/people.ts'
import { keluEnvironment } from '../../sandbox/kelu-environment.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { seededNumbers } from '../kill/plan.ts'
import { type KeluProcess, keluProcesses } from '../processes/kelu-process.ts'
import { afterTheLead, afterTheLeadTemplates } from '../testing/after-the-lead.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { type DefinitionFiles, definitionFiles } from '../testing/definition-files.ts'
import { testRedisUrl } from '../testing/redis.ts'
import { startBalancer } from './balancer.ts'
import { createCrowd } from './crowd.ts'
import { findingsOf } from './findings.ts'

const minutes = Number(process.env.LOAD_MINUTES ?? 10)
/** Real time between two kills, ms; 0 = a soak in which nobody is killed and memory stays what it was. */
const killEveryMs = Number(process.env.LOAD_KILL_EVERY_MS ?? 10_000)
const seed = Number(process.env.LOAD_SEED ?? Math.floor(Math.random() * 1e9))
const lookEveryMs = 1_000
/** Of the flow that follows a form; nobody works meanwhile. */
const waitOfTheFlowMs = 4_000
const minuteMs = 60_000
/** Until everybody was served, after the last has come. */
const patienceMs = 3 * minuteMs
/** What a process may grow by once it has warmed up. */
const mostGrowth = 1.25
const password = 'long enough 2026'
const pages = ['/overview?period=last7', '/customers', '/journeys', '/stuck', '/health', '/home'] as const
const say = (line: string) => process.stdout.write(`${line}\n`)

const { start, endAll } = keluProcesses()
let db: TestDatabase
let sandbox: Sandbox
let files: DefinitionFiles
let env: Record<string, string>
let balancer: Awaited<ReturnType<typeof startBalancer>>

beforeAll(async () => {
  db = await testDatabase()
  sandbox = await startSandbox({
    settings: { ...approved, smsTemplates: { ...approved.smsTemplates, ...afterTheLeadTemplates } },
  })
  files = await definitionFiles({ staff, definitions: afterTheLead })
  balancer = await startBalancer()
  env = keluEnvironment(sandbox, {
    MONGODB_URI: db.uri,
    REDIS_URL: testRedisUrl(2),
    TEMPLATES_DIR: files.templates,
    STAFF_FILE: files.staffFile,
    LOG_LEVEL: 'info',
  })
  for (const { userid, name, reachable } of staff) await sandbox.addStaff({ userid, name, reachable })
  await sandbox.setTarget(balancer.url)
})
afterEach(endAll)
afterAll(async () => {
  await sandbox.close()
  await balancer.close()
  await files.remove()
  await db.drop()
})

it(`two web and two worker processes under half of what they can carry for ${minutes} minutes lose and double nothing, whoever is killed`, {
  timeout: (minutes + 30) * minuteMs,
}, async () => {
  const crowd = createCrowd(sandbox)
  const fleet = await aFleet(['web', 'web', 'worker', 'worker'])
  const cookie = await becomeOwner(await fleet.said(/welcome\?code=([\w-]{43})/))

  // What they can carry: as many as are served, the store and the platforms on the same cores.
  const warmUp = 20
  await crowd.rush(warmUp, 4)
  const begun = performance.now()
  const people = 400
  const spentBefore = fleet.spentMs()
  await crowd.rush(people, 24)
  const took = (await untilServed(crowd.arrivals.length)) - begun - waitOfTheFlowMs
  const spent = fleet.spentMs()
  const capacity = people / (took / 1_000)
  say(
    `CPU a person, ms: Kelu ${((spent.kelu - spentBefore.kelu) / people).toFixed(1)}, store ${((spent.store - spentBefore.store) / people).toFixed(1)}, the platforms ${((spent.platforms - spentBefore.platforms) / people).toFixed(1)}`,
  )
  const rate = capacity / 2
  say(`LOAD_SEED=${seed}: they carry ${capacity.toFixed(1)} people a second; ${rate.toFixed(1)} come`)

  const random = seededNumbers(seed)
  const rest = new AbortController()
  const looks: number[] = []
  const memory = fleet.watchMemory(rest.signal)
  const kills = killEveryMs > 0 ? fleet.killAgainAndAgain(killEveryMs, random, rest.signal) : 0
  const reading = readPages(cookie, looks, rest.signal)
  const first = crowd.arrivals.length
  await crowd.stream(rate, minutes * minuteMs)
  rest.abort()
  const [killed] = await Promise.all([kills, reading])
  await untilServed(crowd.arrivals.length)

  const look = () => findingsOf({ connection: db.connection, sandbox, arrivals: crowd.arrivals, first })
  // What a process had in hand when it was killed is taken over when its lease has run out.
  let found = await look()
  for (const until = Date.now() + patienceMs; found.findings.length > 0 && Date.now() < until; ) {
    await pause(2_000)
    found = await look()
  }
  const { findings, leadToSmsMs, uncertain } = found
  looks.sort((a, b) => a - b)
  const grown = await memory
  say(
    JSON.stringify({
      ...{ people: crowd.arrivals.length, kills: killed, uncertain, pages: looks.length },
      leadToSmsMs: shares(leadToSmsMs),
      pageMs: shares(looks),
      megabytes: grown,
    }),
  )
  expect(findings).toEqual([])
  if (killEveryMs === 0) {
    for (const { warm, most } of grown) expect(most / warm).toBeLessThan(mostGrowth)
  } else expect(killed).toBeGreaterThan((minutes * minuteMs) / killEveryMs / 2)
})

/** Processes by their roles; one that is killed comes back at once, and the balancer hears of it. */
async function aFleet(roles: readonly ('web' | 'worker')[]) {
  const launch = (role: string) => start({ ...env, ROLE: role })
  const running: KeluProcess[] = []
  const urls: (string | null)[] = []
  const lead = () => balancer.lead(urls.filter((url) => url !== null))
  const up = async (n: number) => {
    const one = launch(roles[n] ?? 'worker')
    running[n] = one
    const url = await one.ready()
    urls[n] = roles[n] === 'web' ? url : null
    lead()
  }
  // One after the other: the first sets up the store.
  for (const n of roles.keys()) await up(n)

  return {
    said: (pattern: RegExp) => (running[0] as KeluProcess).said(pattern),
    /** CPU until now, ms: of those that run, of the store, and of the platforms, which are this process. */
    spentMs: () => ({
      kelu: running.reduce((sum, { pid }) => sum + cpuMs(pid), 0),
      store: cpuMs(process.ppid),
      platforms: cpuMs(process.pid),
    }),
    /** How often it killed. */
    async killAgainAndAgain(everyMs: number, random: () => number, ended: AbortSignal): Promise<number> {
      let kills = 0
      for (;;) {
        await pause(everyMs, undefined, { signal: ended }).catch(() => undefined)
        if (ended.aborted) return kills
        const n = Math.floor(random() * roles.length)
        kills += 1
        await (running[n] as KeluProcess).kill()
        await up(n)
      }
    },
    /** What each takes after a minute, and at most, MB. */
    async watchMemory(ended: AbortSignal): Promise<{ role: string; warm: number; most: number }[]> {
      const seen = roles.map((role) => ({ role, warm: 0, most: 0 }))
      for (let minute = 1; !ended.aborted; minute += 1) {
        await pause(minuteMs, undefined, { signal: ended }).catch(() => undefined)
        for (const [n, { pid }] of running.entries()) {
          const one = seen[n]
          const megabytes = residentMegabytes(pid)
          if (one === undefined || megabytes === null) continue
          // Heaps grow into their size within the first minutes.
          if (minute <= 5) one.warm = Math.max(one.warm, megabytes)
          one.most = Math.max(one.most, megabytes)
        }
      }
      return seen
    },
  }
}

/** Null of a process that has ended. */
function residentMegabytes(pid: number): number | null {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1_024)
  } catch {
    return null
  }
}

/** User and system time of a process; the kernel counts in hundredths of a second. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** The cookie of the first owner, who came by the link that was printed. */
async function becomeOwner(code: string): Promise<string> {
  const welcomed = await fetch(`${balancer.url}/api/v1/welcome`, {
    method: 'POST',
    headers: { origin: 'http://k.example', 'content-type': 'application/json' },
    body: JSON.stringify({ code, login: 'boss', name: '老板', password }),
  })
  expect(welcomed.status).toBe(200)
  return welcomed.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

/** One page after the other, a second apart, as long as people come; each must be answered, after a kill by another try. */
async function readPages(cookie: string, tookMs: number[], ended: AbortSignal): Promise<void> {
  for (let n = 0; !ended.aborted; n += 1) {
    const path = pages[n % pages.length] as string
    const begun = performance.now()
    for (let tries = 1; ; tries += 1) {
      const status = await fetch(`${balancer.url}/api/v1${path}`, {
        headers: { cookie },
      }).then(
        async (answer) => {
          await answer.arrayBuffer()
          return answer.status
        },
        () => 502,
      )
      if (status === 200) break
      if (status !== 502 || tries === 60) throw new Error(`${path}: ${status}`)
      await pause(500)
    }
    tookMs.push(performance.now() - begun)
    await pause(lookEveryMs, undefined, { signal: ended }).catch(() => undefined)
  }
}

/** Until each of so many people has their second text; when that was, by `performance.now()`. */
async function untilServed(people: number): Promise<number> {
  const served = async () =>
    (await sandbox.deliveries({ kind: 'sms' })).filter(({ content }) => content.templateCode === 'SMS_200001')
      .length
  const subscribed = async () => (await sandbox.deliveries({ kind: 'subscription' })).length
  for (const until = Date.now() + patienceMs; Date.now() < until; await pause(250)) {
    if ((await served()) >= people && (await subscribed()) >= people) break
  }
  const servedAt = performance.now()
  // In which a second one would show.
  await pause(3_000)
  return servedAt
}

const shares = (sorted: readonly number[]) => {
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) }
}
