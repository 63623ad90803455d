import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Clock } from '../domain/clock.ts'
import type { Journeys, StepGroup } from '../domain/journeys/contract.ts'
import { silentLog } from '../domain/log.ts'
import { JobTable, queueCollection } from '../models/job-table.ts'
import { type MovableClock, movableClock } from '../test/testing/clock.ts'
import { type TestDatabase, testDatabase } from '../test/testing/database.ts'
import { createJobs, type JobOptions, type Jobs } from './create-jobs.ts'
import type { PagedWork } from './define-job.ts'
import type { Sweeper } from './sweep.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

let database: TestDatabase
let clock: MovableClock
let open: Jobs[]
beforeEach(async () => {
  database = await testDatabase()
  clock = movableClock()
  open = []
})
afterEach(async () => {
  await Promise.all(open.map((jobs) => jobs.close()))
  await database.drop()
})

/** Journeys in memory: people due at steps, and how they were advanced. */
function peopleDue(people: (StepGroup & { dueAt: Date })[]) {
  const state = {
    people,
    advances: [] as StepGroup[],
    scans: 0,
    scheduled: 0,
    audits: 0,
    together: 0,
    most: 0,
    scheduleAt: null as Date | null,
    work: async () => {},
  }
  const sameStep = (a: StepGroup, b: StepGroup) =>
    a.versionId === b.versionId && a.stepId === b.stepId && a.shard === b.shard
  const journeys: Journeys = {
    segmentsOf: () => [],
    settleLearnt: async () => undefined,
    usersOf: async () => [],
    held: async () => [],
    stuckRuns: async () => [],
    unstick: async () => false,
    steerRuns: async () => 0,
    moveRuns: async () => 0,
    settleSegments: async () => 0,
    enterPresent: async () => 0,
    onEvent: async () => {},
    wants: async () => false,
    enter: async () => null,
    leave: async () => 0,
    async advanceDue(group) {
      state.advances.push(group)
      state.together += 1
      state.most = Math.max(state.most, state.together)
      try {
        await state.work()
        const due = state.people.filter((one) => sameStep(one, group) && one.dueAt <= clock.now())
        state.people = state.people.filter((one) => !due.includes(one))
        const rest = state.people.filter((one) => sameStep(one, group))
        const next = rest.map(({ dueAt }) => dueAt.getTime())
        return { advanced: due.length, nextDueAt: next.length === 0 ? null : new Date(Math.min(...next)) }
      } finally {
        state.together -= 1
      }
    },
    dueSteps: async (until) => {
      const groups = new Map(
        state.people
          .filter(({ dueAt }) => dueAt <= until)
          .map((one) => [`${one.versionId}:${one.stepId}:${one.shard}`, one]),
      )
      return [...groups.values()]
    },
    nextDueAt: async () =>
      state.people.map(({ dueAt }) => dueAt).sort((a, b) => a.getTime() - b.getTime())[0] ?? null,
    async scanTimeRules() {
      state.scans += 1
      return { entered: 0, left: 0 }
    },
    async startScheduled() {
      state.scheduled += 1
      state.scheduleAt = null
      return 0
    },
    nextScheduledAt: async () => state.scheduleAt,
    async audit() {
      state.audits += 1
      return { stuck: [], repaired: 0 }
    },
  }
  return { state, journeys }
}

function jobsFor(
  journeys: Journeys,
  more: {
    workerId?: string
    livingWorkers?: () => Promise<string[]>
    freeOfTheDead?: (living: string[]) => Promise<number>
    clock?: Clock
    sweepers?: Sweeper[]
    onIdle?: () => void
    lookAfterMedia?: () => Promise<Record<string, number>>
    catchUpKf?: () => Promise<void>
    preferences?: PagedWork
    options?: Partial<JobOptions>
  } = {},
): Jobs {
  const jobs = createJobs({
    connection: database.connection,
    workerId: 'worker-1',
    journeys,
    sweepers: [],
    clock,
    log: silentLog,
    options: { sweepEveryMs: 50, pollEveryMs: 40 },
    ...more,
  })
  open.push(jobs)
  return jobs
}

/** Real time passes only here, because Agenda polls by the machine's clock. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const started = performance.now(); performance.now() - started < 10_000; ) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('it did not come about in ten seconds')
}

const queued = () => database.connection.db!.collection(queueCollection)
const place = (shard: number, dueAt = clock.now()) => ({ versionId: 'j@1', stepId: 'rest', shard, dueAt })

it('preferences are refreshed when that is due, stretch by stretch until it is through', async () => {
  const due = new Date(clock.now().getTime() + hourMs)
  let left = 3
  const preferences: PagedWork = {
    nextAt: async () => (left > 0 ? due : null),
    async advance() {
      left -= 1
      return { isThrough: left === 0 }
    },
  }
  const jobs = jobsFor(peopleDue([]).journeys, { preferences })
  await jobs.start()
  await jobs.sweepNow()
  expect(left).toBe(3)
  clock.advance(hourMs)
  await jobs.sweepNow()
  await until(() => left === 0)
  await jobs.sweepNow()
  expect(left).toBe(0)
})

describe('a step with somebody due', () => {
  it('is advanced, and its job is gone when nobody is left', async () => {
    const { state, journeys } = peopleDue([place(1), place(2)])
    await jobsFor(journeys).start()
    await until(() => state.people.length === 0)
    await until(async () => (await queued().countDocuments({ name: 'journey.step' })) === 0)
  })

  it('does not wait for the next poll of the queue', async () => {
    const { state, journeys } = peopleDue([])
    const jobs = jobsFor(journeys, { options: { sweepEveryMs: hourMs, pollEveryMs: hourMs } })
    await jobs.start()
    state.people.push(place(1), place(2))
    await jobs.sweepNow()
    await until(() => state.people.length === 0)
  })

  it('keeps its one job for the next who is due, however many wait', async () => {
    const later = new Date(clock.now().getTime() + hourMs)
    const waiting = Array.from({ length: 10_000 }, (_, n) => place(n % 16, later))
    const { state, journeys } = peopleDue([
      ...waiting,
      ...Array.from({ length: 16 }, (_, shard) => place(shard)),
    ])
    const jobs = jobsFor(journeys)
    await jobs.start()
    // Not those that are about to be taken up once more.
    const ahead = { $gt: new Date(Date.now() + hourMs / 2) }
    const waitingJobs = { name: 'journey.step', lockedAt: null, nextRunAt: ahead }
    await until(
      async () => state.people.length === 10_000 && (await queued().countDocuments(waitingJobs)) === 16,
    )
    await jobs.sweepNow()
    const stored = await queued().find({ name: 'journey.step' }).toArray()
    expect(stored).toHaveLength(16)
    expect(new Set(stored.map(({ data }) => data.shard)).size).toBe(16)
    for (const { nextRunAt } of stored) {
      // An hour ahead on the business clock is an hour ahead on the machine's.
      expect(Math.abs(nextRunAt.getTime() - Date.now() - hourMs)).toBeLessThan(minuteMs)
    }
  })

  it('starts at once when the business clock is moved to it', async () => {
    const { state, journeys } = peopleDue([place(3, new Date(clock.now().getTime() + 24 * hourMs))])
    const jobs = jobsFor(journeys)
    await jobs.start()
    expect(state.people).toHaveLength(1)
    clock.advance(24 * hourMs)
    await jobs.sweepNow()
    await until(() => state.people.length === 0)
  })

  it('is found again when every job was lost', async () => {
    const { state, journeys } = peopleDue([place(4, new Date(clock.now().getTime() + hourMs))])
    const jobs = jobsFor(journeys)
    await jobs.start()
    await queued().deleteMany({})
    clock.advance(hourMs)
    await until(() => state.people.length === 0)
  })

  it('is tried again after it failed, also when Agenda has given up on it', async () => {
    const { state, journeys } = peopleDue([place(5)])
    let faults = 1
    state.work = async () => {
      if (faults-- > 0) throw new Error('a fault of one moment')
    }
    await jobsFor(journeys).start()
    await until(() => state.advances.length === 1)
    await until(async () => (await queued().countDocuments({ name: 'journey.step', lockedAt: null })) === 1)
    await queued().updateMany({ name: 'journey.step' }, { $set: { nextRunAt: null } })
    await until(() => state.people.length === 0)
  })
})

describe('arming', () => {
  it('leaves a running job alone', async () => {
    const { state, journeys } = peopleDue([place(6)])
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    state.work = () => held
    const jobs = jobsFor(journeys)
    await jobs.start()
    await until(() => state.advances.length === 1)
    const [running] = await queued().find({ name: 'journey.step' }).toArray()
    await jobs.sweepNow()
    const [after] = await queued().find({ name: 'journey.step' }).toArray()
    expect(after?.lockedAt).toEqual(running?.lockedAt)
    expect(after?.lockedAt).toBeInstanceOf(Date)
    release()
    await until(() => state.people.length === 0)
  })

  it('by many workers at once makes one job, and one of them runs it at a time', async () => {
    const people = Array.from({ length: 4 }, (_, shard) => place(shard))
    const { state, journeys } = peopleDue(people)
    state.work = () => new Promise((resolve) => setTimeout(resolve, 60))
    const workers = ['w1', 'w2', 'w3'].map((workerId) => jobsFor(journeys, { workerId }))
    await Promise.all(workers.map((jobs) => jobs.start()))
    await until(() => state.people.length === 0)
    await until(() => state.together === 0)
    const times = new Map<number, number>()
    for (const { shard } of state.advances) times.set(shard, (times.get(shard) ?? 0) + 1)
    expect([...times.keys()].sort()).toEqual([0, 1, 2, 3])
    expect(state.most).toBeLessThanOrEqual(4)
  })
})

describe('jobs of the business clock', () => {
  it('scans once a day at its local hour, whatever the pace of the clock', async () => {
    const { state, journeys } = peopleDue([])
    const jobs = jobsFor(journeys)
    await jobs.start()
    await until(() => state.scans === 1)
    await until(async () => (await jobs.nextDueAt())?.getTime() === Date.parse('2026-03-03T04:00:00+08:00'))
    clock.set('2026-03-03T03:59:59+08:00')
    await jobs.sweepNow()
    await until(async () => (await queued().countDocuments({ name: 'segments.daily' })) === 0)
    expect(state.scans).toBe(1)
    clock.set('2026-03-03T04:00:00+08:00')
    await until(() => state.scans === 2)
  })

  it('starts schedules when they come, and audits every ten minutes', async () => {
    const { state, journeys } = peopleDue([])
    const jobs = jobsFor(journeys)
    await jobs.start()
    await until(() => state.audits === 1 && state.scans === 1)
    const scheduleAt = new Date(clock.now().getTime() + 5 * minuteMs)
    state.scheduleAt = scheduleAt
    await until(async () => (await jobs.nextDueAt())?.getTime() === scheduleAt.getTime())
    clock.advance(5 * minuteMs)
    await until(() => state.scheduled === 1)
    expect(state.audits).toBe(1)
    clock.advance(5 * minuteMs)
    await until(() => state.audits === 2)
  })
})

it('pictures are looked after once a day', async () => {
  let looks = 0
  const jobs = jobsFor(peopleDue([]).journeys, {
    lookAfterMedia: async () => {
      looks += 1
      return { named: 1 }
    },
  })
  await jobs.start()
  await until(() => looks === 1)
  clock.advance(23 * 60 * minuteMs)
  await jobs.sweepNow()
  expect(looks).toBe(1)
  clock.advance(60 * minuteMs)
  await until(() => looks === 2)
})

it('微信客服 is read at the start and every five minutes, callback or not', async () => {
  let reads = 0
  const jobs = jobsFor(peopleDue([]).journeys, {
    catchUpKf: async () => {
      reads += 1
    },
  })
  await jobs.start()
  await until(() => reads === 1)
  clock.advance(4 * minuteMs)
  await jobs.sweepNow()
  expect(reads).toBe(1)
  clock.advance(minuteMs)
  await until(() => reads === 2)
})

describe('a sweep', () => {
  it('runs every sweeper, also after one that fails', async () => {
    const swept: string[] = []
    const sweepers: Sweeper[] = [
      { name: 'broken', sweep: () => Promise.reject(new Error('broken')) },
      {
        name: 'sales',
        sweep: async () => swept.push('sales'),
        nextDueAt: async () => new Date('2026-03-02T09:30:00+08:00'),
      },
    ]
    const { journeys } = peopleDue([])
    const jobs = jobsFor(journeys, { sweepers })
    await jobs.start()
    await until(() => swept.includes('sales'))
    // Once the first scan is noted, the next is tomorrow.
    await until(async () => (await jobs.nextDueAt())?.getTime() === Date.parse('2026-03-02T09:30:00+08:00'))
  })

  it('with much to take up holds up no start', async () => {
    let release = () => {}
    const backlog = new Promise<number>((resolve) => (release = () => resolve(7)))
    const { state, journeys } = peopleDue([place(7)])
    const jobs = jobsFor(journeys, { sweepers: [{ name: 'inbox', sweep: () => backlog }] })
    await jobs.start()
    expect(jobs.activity().sweeping).toBe(true)
    release()
    await until(() => state.people.length === 0)
  })
})

describe('draining', () => {
  it('waits for what runs, takes nothing new and leaves nothing locked', async () => {
    const { state, journeys } = peopleDue([place(7)])
    let idle = 0
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    state.work = () => held
    const jobs = jobsFor(journeys, { onIdle: () => (idle += 1) })
    await jobs.start()
    await until(() => state.advances.length === 1 && state.scans === 1 && jobs.activity().running === 1)
    const drained = jobs.drain()
    expect(jobs.activity().running).toBe(1)
    release()
    await drained
    expect(idle).toBeGreaterThan(0)
    expect(jobs.activity()).toEqual({ running: 0, sweeping: false })
    await until(async () => (await queued().countDocuments({ lockedAt: { $ne: null } })) === 0)
    state.people.push(place(8))
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(state.people).toHaveLength(1)
  })
})

it('leaves nothing locked of which the answer came after it was told to drain', async () => {
  const { state, journeys } = peopleDue([])
  const jobs = jobsFor(journeys, { options: { sweepEveryMs: hourMs, pollEveryMs: hourMs } })
  await jobs.start()
  await until(() => state.scans === 1 && state.audits === 1 && jobs.activity().running === 0)
  const driver: ReturnType<typeof queued> = Object.getPrototypeOf(queued())
  const { findOneAndUpdate } = driver
  let answer = () => {}
  const answered = new Promise<void>((resolve) => (answer = resolve))
  const locking = vi.spyOn(driver, 'findOneAndUpdate').mockImplementation(async function (
    this: typeof driver,
    ...given: Parameters<typeof findOneAndUpdate>
  ) {
    const job = await findOneAndUpdate.apply(this, given)
    if (job !== null) await answered
    return job
  } as typeof findOneAndUpdate)
  const locked = () => queued().countDocuments({ lockedAt: { $ne: null } })
  try {
    state.people.push(place(1))
    await jobs.sweepNow()
    await until(async () => (await locked()) === 1)
    const drained = jobs.drain()
    setImmediate(answer)
    await drained
    await answered
  } finally {
    locking.mockRestore()
  }
  expect(await locked()).toBe(0)
  expect(state.people).toHaveLength(1)
})

it('takes over at once what a worker had locked when it was killed', async () => {
  const { state, journeys } = peopleDue([place(0)])
  const data = { versionId: 'j@1', stepId: 'rest', shard: 0 }
  await new JobTable(database.connection).arm([
    { name: 'journey.step', key: 'j@1:rest:0', data, at: new Date() },
  ])
  const lock = { lockedAt: new Date(), nextRunAt: null, lastModifiedBy: 'killed' }
  await queued().updateOne({ name: 'journey.step' }, { $set: lock })

  const keptFor: string[][] = []
  await jobsFor(journeys, {
    workerId: 'next',
    livingWorkers: async () => ['next'],
    freeOfTheDead: async (living) => {
      keptFor.push(living)
      return 1
    },
  }).start()
  await until(() => state.people.length === 0)
  // Before the first records are looked for, and not at every sweep.
  expect(keptFor).toEqual([['next']])
})

it('audits for the first time although the clock goes on while it looks whether that is due', async () => {
  const { state, journeys } = peopleDue([])
  let reads = 0
  const going = { now: () => new Date(clock.now().getTime() + reads++) }
  await jobsFor(journeys, { clock: going }).start()
  await until(() => state.audits > 0)
})
