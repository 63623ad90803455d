import { setTimeout as pause } from 'node:timers/promises'
import { DateTime } from 'luxon'
import type { Log } from '../../domain/log.ts'
import type { Connection } from '../../models/connect.ts'
import type { Customer } from '../../models/customer.ts'
import type { Run } from '../../models/runs.ts'
import type { Task } from '../../models/tasks.ts'
import type { Touch } from '../../models/touch.ts'
import type { Person, Sandbox, SandboxSettings } from '../../sandbox/contract.ts'
import { approved } from '../../sandbox/demo/approved-texts.ts'
import { type DemoStaff, staff as demoStaff } from '../../sandbox/demo/people.ts'
import { keluEnvironment } from '../../sandbox/kelu-environment.ts'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { type Config, loadConfig } from '../../server/config.ts'
import { type Kelu, type StartOptions, startKelu } from '../../server/start.ts'
import { type MovableClock, movableClock } from './clock.ts'
import { testDatabase } from './database.ts'
import { definitionFiles } from './definition-files.ts'
import { type Encounters, encountersIn } from './encounters.ts'

const zone = 'Asia/Shanghai'
/** Real time until what should have come to rest counts as stuck. */
const patienceMs = 60_000
/** Nothing new is heard for so long before another sweep is asked for. */
const sweepAgainMs = 150

export interface RunningKelu extends Encounters {
  kelu: Kelu
  /** The settings it runs on, for another process beside it. */
  config: Config
  sandbox: Sandbox
  clock: MovableClock
  /** What Kelu logged as an error. */
  errors: { data: object; message: string }[]
  /** Waits until nothing is in flight and nothing is due. */
  settle(): Promise<void>
  /** Lets business time pass up to then, stopping at everything that falls due on the way. */
  moveTo(time: Date): Promise<void>
  /** The same, by a stretch of time in ms. */
  pass(ms: number): Promise<void>
  /** Day of the story (0 = its first Monday) and local time. */
  at(day: number, time: string): Date
  customerOf(person: Person): Promise<Customer>
  runsOf(person: Person): Promise<Run[]>
  touchesOf(person: Person): Promise<Touch[]>
  tasksOf(person: Person): Promise<Task[]>
  /** Names of the events heard of this person, in the order they happened. */
  eventsOf(person: Person): Promise<string[]>
  close(): Promise<void>
}

/** The whole product as `startKelu` wires it, on a test database, in front of simulated platforms, on one standing clock. */
export async function runningKelu(
  input: {
    people?: readonly Person[]
    staff?: readonly DemoStaff[]
    /** Journeys and messages beside the starter templates. */
    definitions?: readonly object[]
    /** Which of the starter journeys; those of leads and sleeping members when left out. */
    journeys?: readonly string[]
    settings?: Partial<SandboxSettings>
    adapt?: StartOptions['adapt']
    options?: StartOptions['options']
    redisUrl?: string
    role?: 'all' | 'web' | 'worker'
    /** Settings over those of the sandbox. */
    environment?: Record<string, string>
    /** The same, made of what the platforms tell. */
    environmentBy?: (sandbox: Sandbox) => Promise<Record<string, string>>
    /** Texts the SMS gateway approved beside those of the templates. */
    smsTemplates?: SandboxSettings['smsTemplates']
    /** A life that was begun before: when it goes on, under which settings, and what store and platforms know already. */
    before?: {
      now: Date
      environment: Record<string, string>
      restore(connection: Connection, sandbox: Sandbox): Promise<void>
    }
  } = {},
): Promise<RunningKelu> {
  const staff = input.staff ?? demoStaff
  const clock = movableClock(input.before?.now)
  const start = clock.now()
  const db = await testDatabase()
  const smsTemplates = { ...approved.smsTemplates, ...input.smsTemplates }
  const sandbox = await startSandbox({
    now: start,
    settings: { ...approved, ...input.settings, smsTemplates },
  })
  const { definitions, journeys } = input
  const files = await definitionFiles({ staff, definitions, journeys })
  const errors: RunningKelu['errors'] = []
  const log: Log = {
    debug() {},
    info() {},
    warn() {},
    error: (data, message) => void errors.push({ data, message }),
  }

  const config = loadConfig(
    keluEnvironment(sandbox, {
      MONGODB_URI: db.uri,
      TEMPLATES_DIR: files.templates,
      STAFF_FILE: files.staffFile,
      ROLE: input.role ?? 'all',
      ...(input.redisUrl && { REDIS_URL: input.redisUrl }),
      ...input.before?.environment,
      ...input.environment,
      ...(await input.environmentBy?.(sandbox)),
    }),
  )
  for (const { userid, name, reachable } of staff) await sandbox.addStaff({ userid, name, reachable })
  for (const person of input.people ?? []) await sandbox.addPerson(person)
  await input.before?.restore(db.connection, sandbox)
  const kelu = await startKelu(config, {
    log,
    clock,
    adapt: input.adapt,
    options: { ...input.options, jobs: { pollEveryMs: 250, sweepEveryMs: 60_000, ...input.options?.jobs } },
  })
  if (kelu.url) await sandbox.setTarget(kelu.url)

  async function nextDue(): Promise<{ idle: boolean; next: Date | null }> {
    const [ours, theirs] = await Promise.all([kelu.jobs.nextDueAt(), sandbox.idle()])
    const times = [ours, theirs.nextDueAt === null ? null : new Date(theirs.nextDueAt)]
    const known = times.filter((time) => time !== null).map((time) => time.getTime())
    return {
      idle: theirs.idle && kelu.inFlight() === 0,
      next: known.length === 0 ? null : new Date(Math.min(...known)),
    }
  }

  async function takeUpWhatIsDue(): Promise<void> {
    await sandbox.runDue()
    await kelu.jobs.sweepNow()
  }

  /** Waits until so many looks in a row find nothing in flight and nothing due; returns what is due next. */
  async function comeToRest(looks: number): Promise<Date | null> {
    const begun = performance.now()
    let sweptAt = Number.NEGATIVE_INFINITY
    for (let quiet = 0; ; ) {
      // What is due is asked of the store only when it may count: it works for the product meanwhile.
      const look = kelu.inFlight() > 0 ? null : await nextDue()
      const due = look?.next != null && look.next <= clock.now()
      quiet = look?.idle && !due ? quiet + 1 : 0
      if (look && quiet === looks) return look.next
      if (look?.idle && due && performance.now() - sweptAt > sweepAgainMs) {
        await takeUpWhatIsDue()
        sweptAt = performance.now()
      }
      if (performance.now() - begun > patienceMs) {
        throw new Error(`not at rest: ${kelu.inFlight()} in flight, due ${look?.next?.toISOString()}`)
      }
      await pause(quiet === 0 ? 10 : 0)
    }
  }

  async function moveTo(time: Date): Promise<void> {
    let next = await comeToRest(2)
    for (;;) {
      const stop = next !== null && next < time ? next : time
      clock.set(stop)
      await sandbox.setClock(stop.toISOString())
      await takeUpWhatIsDue()
      next = await comeToRest(stop === time ? 2 : 1)
      if (stop === time) return
    }
  }

  const own = async (person: Person): Promise<string[]> => {
    const customer = await customerOf(person)
    return [customer._id, ...customer.mergedFrom]
  }
  async function customerOf(person: Person): Promise<Customer> {
    const { customers } = kelu
    const keys = [
      { kind: 'unionid', value: person.unionid } as const,
      { kind: 'external', corp: sandbox.settings.corpId, value: person.externalUserid } as const,
      { kind: 'phone', value: person.phone, verified: false } as const,
    ]
    for (const claim of keys) {
      const found = await customers.findByIdentity(customers.identityKey(claim))
      if (found) return found
    }
    throw new Error(`Kelu does not know ${person.name}`)
  }
  const allOf = async <T>(name: string, person: Person, by: string): Promise<T[]> =>
    kelu.connection
      .collection(name)
      .find({ customerId: { $in: await own(person) } })
      .sort({ [by]: 1 })
      .toArray() as unknown as Promise<T[]>

  const settle = async (): Promise<void> => void (await comeToRest(2))

  return {
    ...encountersIn({ sandbox, clock, settle, met: input.people?.length ?? 0 }),
    kelu,
    config,
    sandbox,
    clock,
    errors,
    settle,
    moveTo,
    pass: (ms) => moveTo(new Date(clock.now().getTime() + ms)),
    at(day, time) {
      const [hour, minute] = time.split(':').map(Number)
      const monday = DateTime.fromJSDate(start, { zone }).startOf('day')
      return monday.plus({ days: day }).set({ hour, minute }).toJSDate()
    },
    customerOf,
    runsOf: (person) => allOf<Run>('runs', person, 'startedAt'),
    touchesOf: (person) => allOf<Touch>('touches', person, 'createdAt'),
    tasksOf: (person) => allOf<Task>('tasks', person, 'createdAt'),
    async eventsOf(person) {
      return (await allOf<{ name: string }>('events', person, 'at')).map(({ name }) => name)
    },
    async close() {
      await kelu.close()
      await sandbox.close()
      await files.remove()
      await db.drop()
    },
  }
}
