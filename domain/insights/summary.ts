import type { Connection } from '../../models/connect.ts'
import { customerSchema } from '../../models/customer.ts'
import { inboxSchema } from '../../models/inbox.ts'
import { pages } from '../../models/pages.ts'
import { runSchema } from '../../models/run.ts'
import { taskSchema } from '../../models/tasks.ts'
import { type Decision, type Touch, touchSchema } from '../../models/touch.ts'

type Counts = Record<string, number>

/** Where everybody and everything stands, counted from the records themselves; test accounts are left out. */
export interface Summary {
  /** Living customers: merged ones count once. */
  customers: number
  /** By source and state. */
  inbox: Record<string, Counts>
  /** By journey: `active`, or the reason it ended. */
  runs: Record<string, Counts>
  goalsMet: Counts
  /** By channel and state; `none` where no channel was ever chosen. */
  touches: Record<string, Counts>
  /** Channels given up for the next one because the provider refused. */
  fallbacks: number
  /** Skipped touches by reason. */
  skips: Counts
  possibleDuplicates: string[]
  unknown: string[]
  tasks: Counts
  /** Messages to salespeople by kind and state. */
  notices: Record<string, Counts>
  /** Active runs with no due time, no listener and no lease. */
  stuck: string[]
}

/** Reads every record once, page by page: for a demo, a pilot or a check, not for a dashboard over millions. */
export async function summarise(connection: Connection): Promise<Summary> {
  const summary: Summary = {
    customers: 0,
    inbox: {},
    runs: {},
    goalsMet: {},
    touches: {},
    fallbacks: 0,
    skips: {},
    possibleDuplicates: [],
    unknown: [],
    tasks: {},
    notices: {},
    stuck: [],
  }

  for await (const page of pages(connection, customerSchema, { mergedInto: 1, isTest: 1 })) {
    summary.customers += page.filter((customer) => !customer.mergedInto && isReal(customer)).length
  }
  for await (const page of pages(connection, inboxSchema, { source: 1, state: 1 })) {
    for (const { source, state } of page) count(summary.inbox, source, state)
  }
  const runFields = {
    journeyId: 1,
    state: 1,
    endReason: 1,
    goalMetAt: 1,
    dueAt: 1,
    lease: 1,
    listens: 1,
    isTest: 1,
  } as const
  for await (const page of pages(connection, runSchema, runFields)) {
    for (const run of page.filter(isReal)) {
      count(summary.runs, run.journeyId, run.endReason ?? run.state)
      if (run.goalMetAt) add(summary.goalsMet, run.journeyId)
      if (run.state === 'active' && !run.dueAt && !run.lease && run.listens.length === 0)
        summary.stuck.push(run._id)
    }
  }
  for await (const page of pages(connection, touchSchema, {
    channel: 1,
    state: 1,
    decisions: 1,
    attempts: 1,
    isTest: 1,
  })) {
    for (const touch of page.filter(isReal)) readTouch(summary, touch)
  }
  for await (const page of pages(connection, taskSchema, { state: 1, notices: 1, isTest: 1 })) {
    for (const task of page.filter(isReal)) {
      add(summary.tasks, task.state)
      for (const { kind, state } of task.notices) count(summary.notices, kind, state)
    }
  }
  return summary
}

/** Test accounts count in nothing. */
const isReal = ({ isTest }: { isTest?: boolean }): boolean => isTest !== true

function readTouch(summary: Summary, touch: Touch): void {
  count(summary.touches, touch.channel ?? 'none', touch.state)
  summary.fallbacks += touch.decisions.filter(
    (each) => isFallback(each) && each.channel !== touch.channel,
  ).length
  if (touch.state === 'skipped') {
    add(summary.skips, touch.decisions.find((decision) => decision.final)?.reason ?? 'without a reason')
  }
  if (touch.state === 'unknown') summary.unknown.push(touch._id)
  if (touch.attempts.some((attempt) => attempt.possibleDuplicate)) summary.possibleDuplicates.push(touch._id)
}

/** A provider refused and the next channel takes over, where there is one; a channel the customer never had is no fallback. */
function isFallback({ verdict, gate }: Decision): boolean {
  return verdict === 'fallback' && (gate === 'provider' || gate === 'receipt')
}

function count(table: Record<string, Counts>, row: string, column: string): void {
  table[row] ??= {}
  add(table[row], column)
}

function add(counts: Counts, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}
