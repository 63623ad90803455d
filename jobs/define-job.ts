import type { BackoffStrategy } from 'agenda'
import type { z } from 'zod'
import type { AuditReport } from '../domain/audit/create-audit.ts'
import type { Clock } from '../domain/clock.ts'
import type { RefreshControl } from '../domain/customers/preferences/refresh.ts'
import type { Journeys } from '../domain/journeys/contract.ts'
import type { Log } from '../domain/log.ts'

/** Work on everybody, page by page, that is due at times of its own. */
export interface PagedWork {
  nextAt(): Promise<Date | null>
  advance(control: RefreshControl): Promise<{ isThrough: boolean }>
}

/** What a job may call: one domain call each. */
export interface JobContext {
  journeys: Journeys
  /** Looks for what stands still outside journeys. */
  audit(): Promise<AuditReport>
  /** What was done about pictures, as counts. */
  lookAfterMedia(): Promise<Record<string, number>>
  /** Whose tags are found anew on the first of the month. */
  preferences: PagedWork
  /** The nightly proof of what orders make of everybody. */
  traitProof: PagedWork
  /** The nightly recount of what orders are attributed to. */
  attribution: PagedWork
  /** The nightly proof of the figures of all hours. */
  recount: PagedWork
  /** Takes out each night what is past its time. */
  retention: PagedWork
  /** 日报 and 周报. */
  reports: PagedWork
  /** Takes over staff and friends as WeCom has them. */
  contactSync: PagedWork
  /** Everybody's tags beside those of their pairs in WeCom, when somebody asks. */
  tagReconciliation: PagedWork
  /** Files people brought in. */
  imports: PagedWork
  /** Reads 微信客服 to its end; null where there is none. */
  catchUpKf: (() => Promise<void>) | null
  /** Compares the bills of every day that is missing. */
  reconcileBills(): Promise<unknown>
  /** Whether somebody wants a day compared at once. */
  billsWanted(): Promise<boolean>
  clock: Clock
  log: Log
}

/** What a running job can do besides its work. */
export interface JobRun {
  /** Keeps the lock of a job that runs for long; call it between batches. */
  touch(): Promise<void>
  /** True when the job should stop at the next good place: its time is up, or the worker is draining. */
  shouldStop(): boolean
}

export interface JobDefinition<Payload> {
  name: string
  payload: z.ZodType<Payload>
  /** Real time after which a lock counts as lost; at least ten times the worst stretch between two touches. */
  lockMs: number
  /** How many of this job one worker runs at a time; it never locks more than that. */
  concurrency: number
  /** Real time; null leaves it to the next sweep. */
  backoff: BackoffStrategy
  /** `againAt` (business time) keeps the job for another run; null lets it go. Must be safe to run twice. */
  run(payload: Payload, context: JobContext, run: JobRun): Promise<{ againAt: Date | null }>
}

/** A job as the queue sees it: the payload is checked before `run` gets it. */
export type Job = Omit<JobDefinition<unknown>, 'payload'>

export function defineJob<Payload>(definition: JobDefinition<Payload>): Job {
  const { payload, run, ...options } = definition
  return { ...options, run: (data, context, control) => run(payload.parse(data), context, control) }
}
