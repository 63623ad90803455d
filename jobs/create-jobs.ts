import { Agenda, type AgendaBackend, InMemoryNotificationChannel, toJobId } from 'agenda'
import type { AuditReport } from '../domain/audit/create-audit.ts'
import type { Clock } from '../domain/clock.ts'
import type { Journeys } from '../domain/journeys/contract.ts'
import type { Log } from '../domain/log.ts'
import type { Connection } from '../models/connect.ts'
import { JobTable } from '../models/job-table.ts'
import { createJobTimes } from '../models/job-times.ts'
import { timedJobs } from './business-times.ts'
import type { Job, JobContext, PagedWork } from './define-job.ts'
import { allJobs } from './index.ts'
import { createSweep, type Sweeper } from './sweep.ts'
import { createWork } from './work.ts'

export interface JobParts {
  connection: Connection
  /** Distinct per process. */
  workerId: string
  /** The ids of all workers that are alive, this one included; absent = what dead ones locked waits for the end of its lock. */
  livingWorkers?(): Promise<string[]>
  /** Frees what else any worker but these has in hand; tells how much. */
  freeOfTheDead?(living: string[]): Promise<number>
  journeys: Journeys
  /** Absent = nothing beside journeys is looked at. */
  audit?(): Promise<AuditReport>
  /** Once a day. Absent = there are no pictures. */
  lookAfterMedia?(): Promise<Record<string, number>>
  /** Absent = there is no 微信客服. */
  catchUpKf?(): Promise<void>
  /** Absent = there are no bills. */
  reconcileBills?(): Promise<unknown>
  billsWanted?(): Promise<boolean>
  /** Absent = nobody has preference tags. */
  preferences?: PagedWork
  /** Absent = nobody's traits are checked. */
  traitProof?: PagedWork
  /** Absent = nothing is attributed. */
  attribution?: PagedWork
  /** Absent = no figures are kept by the hour. */
  recount?: PagedWork
  /** Absent = nothing goes by its age. */
  retention?: PagedWork
  /** Absent = nobody gets reports. */
  reports?: PagedWork
  /** Absent = there is no WeCom. */
  contactSync?: PagedWork
  /** Absent = there is no WeCom to compare tags with. */
  tagReconciliation?: PagedWork
  /** Absent = nobody brings files in. */
  imports?: PagedWork
  /** What finishes things a crash left, or is due outside journeys. Run in order at every sweep. */
  sweepers: readonly Sweeper[]
  clock: Clock
  log: Log
  /** Called each time the last running job of this process ends. */
  onIdle?: () => void
  options?: Partial<JobOptions>
}

export interface JobOptions {
  /** Real time between two sweeps. */
  sweepEveryMs: number
  /** Real time between two looks of Agenda at its collection. */
  pollEveryMs: number
  /** Local hour (Asia/Shanghai) of the daily scan. */
  dailyHour: number
  /** Real time after which a long job stops at the next good place and comes back. */
  stretchMs: number
}

const usual: JobOptions = { sweepEveryMs: 1_000, pollEveryMs: 500, dailyHour: 4, stretchMs: 20_000 }

export interface Jobs {
  start(): Promise<void>
  /** Takes no new work and waits until what runs has come to a good place. */
  drain(): Promise<void>
  /** Drains and lets go of the queue. The connection stays open; end the process explicitly, Agenda leaves timers behind. */
  close(): Promise<void>
  /** One sweep right away, e.g. after the clock was moved. */
  sweepNow(): Promise<void>
  activity(): { running: number; sweeping: boolean }
  /** The next thing to happen by the business clock: runs, schedules, the daily scan and what the sweepers wait for. */
  nextDueAt(): Promise<Date | null>
}

const nothingToDo: PagedWork = { nextAt: async () => null, advance: async () => ({ isThrough: true }) }

export function createJobs(parts: JobParts): Jobs {
  const options = { ...usual, ...parts.options }
  const { connection, clock, log } = parts
  const audit = parts.audit ?? (async () => ({ repaired: {}, stuck: {} }))
  const lookAfterMedia = parts.lookAfterMedia ?? (async () => ({}))
  const { preferences = nothingToDo, traitProof = nothingToDo, attribution = nothingToDo } = parts
  const { recount = nothingToDo, retention = nothingToDo, reports = nothingToDo } = parts
  const { contactSync = nothingToDo, tagReconciliation = nothingToDo, imports = nothingToDo } = parts
  const context: JobContext = {
    journeys: parts.journeys,
    audit,
    lookAfterMedia,
    preferences,
    traitProof,
    attribution,
    recount,
    retention,
    reports,
    contactSync,
    tagReconciliation,
    imports,
    catchUpKf: parts.catchUpKf ?? null,
    reconcileBills: parts.reconcileBills ?? (async () => undefined),
    billsWanted: parts.billsWanted ?? (async () => false),
    clock,
    log,
  }
  const queue = new JobTable(connection)
  const times = createJobTimes(connection)
  const timed = timedJobs({ dailyHour: options.dailyHour })
  const work = createWork({ ...parts, context, times, timed, stretchMs: options.stretchMs })
  const channel = new InMemoryNotificationChannel()
  const sweep = createSweep({ ...parts, context, queue, times, timed, wake })
  let agenda: Agenda | null = null
  let timer: NodeJS.Timeout | undefined

  function wake(jobName: string): void {
    if (channel.state !== 'connected') return
    // Failures come out as the queue's own.
    void channel.publish({
      jobId: toJobId(jobName),
      jobName,
      nextRunAt: new Date(),
      priority: 0,
      timestamp: new Date(),
    })
  }

  function define(on: Agenda, job: Job): void {
    on.define(job.name, (running) => work.run(job, running), {
      concurrency: job.concurrency,
      // Locking more than can run leaks the locks that expire in the queue.
      lockLimit: job.concurrency,
      lockLifetime: job.lockMs,
      removeOnComplete: true,
      backoff: job.backoff,
    })
  }

  async function stop(): Promise<void> {
    clearInterval(timer)
    work.refuseMore()
    await Promise.all([queue.lockNoMore(), sweep.settled(), work.settled()])
    // Not agenda.drain(): it would leave jobs that were locked but not begun locked until their lock expires.
    await agenda?.stop(false)
    agenda = null
  }

  return {
    async start() {
      if (agenda !== null) throw new Error('jobs were started twice')
      await queue.ensureIndexes()
      agenda = new Agenda({
        backend: backendOn(queue),
        notificationChannel: channel,
        name: parts.workerId,
        processEvery: options.pollEveryMs,
        removeOnComplete: true,
      })
      agenda.on('error', (error: unknown) => log.error({ error }, 'the job queue failed'))
      for (const job of allJobs) define(agenda, job)
      await agenda.start()
      timer = setInterval(() => void sweep.tick(), options.sweepEveryMs)
      // Not awaited: with much to take up it is long, and this process works meanwhile.
      void sweep.now()
    },
    drain: stop,
    close: stop,
    sweepNow: () => sweep.now(),
    activity: () => ({ running: work.running(), sweeping: sweep.sweeping() }),
    nextDueAt: () => sweep.nextDueAt(),
  }
}

/** The connection is ours, and open: Agenda has nothing to do to it, and would not report a failure. */
function backendOn(repository: JobTable): AgendaBackend {
  return {
    name: 'Kelu',
    repository,
    ownsConnection: false,
    connect: async () => {},
    disconnect: async () => {},
  }
}
