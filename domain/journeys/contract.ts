import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { Run } from '../../models/run.ts'
import type { TogetherFault } from '../definitions/check-together.ts'

/** Everyone waiting at one step of one version, in one shard: the unit of work of one job. */
export interface StepGroup {
  versionId: string
  stepId: string
  shard: number
}

/** Active runs that stand still because a definition they need is not there. */
export interface HeldStep {
  journeyId: string
  versionId: string
  stepId: string
  /** `no message hello` and the like. */
  why: string
  runs: number
}

/**
 * Why a run does not go on: its version is nowhere to be found, its step keeps failing, nothing will ever move it (the audit
 * of a running Kelu mends that within minutes), or it is long due and no worker takes it.
 */
export type StuckWhy = 'noVersion' | 'failing' | 'noWayOn' | 'overdue'

export interface StuckRun {
  run: Run
  why: StuckWhy
}

export interface Journeys {
  /** Why none of these definitions may be retired: people on their way need it. */
  usersOf(keys: readonly string[]): Promise<TogetherFault[]>
  /** Who is held for want of a definition, and which. */
  held(): Promise<HeldStep[]>
  /** Whether `onEvent` has anything to do about it. */
  wants(event: KeluEvent): Promise<boolean>
  /** Ends, resumes, counts goals and starts runs that care about this event; performs what follows at once. */
  onEvent(event: KeluEvent, customer: Customer): Promise<void>
  /** Starts a run by hand or by API; null when re-entry rules refuse. The same cause again tells the run it began. */
  enter(journeyId: string, customerId: string, cause: string): Promise<string | null>
  /** Ends at once whatever runs this customer has in a journey, as an outside system asks; returns how many there were. */
  leave(journeyId: string, customerId: string): Promise<number>
  /** Leases a batch of due runs of this step and takes each as far as it goes. `nextDueAt` = when to come again. */
  advanceDue(group: StepGroup): Promise<{ advanced: number; nextDueAt: Date | null }>
  /** Steps with somebody due at or before `until`, earliest first, at most 500. */
  dueSteps(until: Date): Promise<(StepGroup & { dueAt: Date })[]>
  /** Earliest time anybody who is not held is due, or null. */
  nextDueAt(): Promise<Date | null>
  /** Evaluates segments that change by time alone, and date entries, in pages; entering and leaving become events. */
  scanTimeRules(): Promise<{ entered: number; left: number }>
  /** Starts journeys whose schedule, or daily time of a date entry, has come. Returns how many runs began. */
  startScheduled(): Promise<number>
  /** When `startScheduled` has something to do next; in the past when it is late. */
  nextScheduledAt(): Promise<Date | null>
  /** Ends who is on an ended journey, and re-dates who is on one that is resuming. Returns how much there was to do. */
  steerRuns(): Promise<number>
  /** Moves people to other versions as publications decided. Returns how many it moved. */
  moveRuns(): Promise<number>
  /** Takes people in and out whom the changed rule of a live segment moves. Returns how many moved. */
  settleSegments(): Promise<number>
  /** Live segments a newcomer is in from the beginning, by what is so of them and what happened before we looked. */
  segmentsOf(customer: Customer, past: readonly KeluEvent[]): string[]
  /** Takes people in and out of live segments by what was learnt of them that was so before: begins and ends nothing. */
  settleLearnt(crowd: readonly Customer[]): Promise<void>
  /** Lets people enter who met an entry before a publication that asked for it. Returns how many runs began. */
  enterPresent(): Promise<number>
  /** Who does not go on by themselves, at most `limit` of a kind; nothing is mended here. */
  stuckRuns(limit: number): Promise<StuckRun[]>
  /** Has a stuck run looked at now; false when it is not one, or nothing can be done for it here. */
  unstick(runId: string): Promise<boolean>
  /** Active runs with no due time, no listener and no lease: repaired or reported. */
  audit(): Promise<{ stuck: string[]; repaired: number }>
}
