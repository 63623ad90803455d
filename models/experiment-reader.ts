import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { type Channel, customerSchema } from './customer.ts'
import { eventSchema } from './events.ts'
import { type Run, runSchema } from './run.ts'
import { type Touch, touchSchema } from './touch.ts'

/** One passage through a journey under comparison. */
export interface Entrant {
  runId: string
  /** As it was when they entered. */
  customerId: string
  versionId: string
  startedAt: Date
  holdout: boolean
  /** The arm of the split that was asked about; absent before they came to it. */
  arm?: string
  goalMetAt?: Date
  goalValueFen?: number
}

/** A message of a journey that went out. */
export interface SentTouch {
  runId: string
  channel?: Channel
  sentAt: Date
  purpose: Touch['purpose']
}

/** What went out, as far as anybody knows. */
export const goneStates: readonly Touch['state'][] = [
  'sent',
  'delivered',
  'opened',
  'clicked',
  'replied',
  'converted',
  'unknown',
]

/** Test accounts count in no figure. */
const real = { isTest: null as never }
const entrantFields = {
  customerId: 1,
  versionId: 1,
  startedAt: 1,
  holdout: 1,
  arms: 1,
  goalMetAt: 1,
  goalValueFen: 1,
} as const

export type ExperimentReader = ReturnType<typeof createExperimentReader>

/** Reads those who are compared in an experiment, along the index of beginnings of their journey. */
export function createExperimentReader(connection: Connection) {
  const runs = hotPathOf(connection, runSchema)
  const touches = hotPathOf(connection, touchSchema)
  const events = hotPathOf(connection, eventSchema)
  const customers = hotPathOf(connection, customerSchema)

  return {
    /** Who entered from `since` on, who entered first first; of a split those alone who came to it. */
    async *entrants(
      journeyId: string,
      { stepId, since }: { stepId: string | null; since: Date },
      pageSize = 1_000,
    ): AsyncGenerator<Entrant[]> {
      const where = {
        journeyId,
        ...real,
        startedAt: { $gte: since },
        ...(stepId !== null && { [`arms.${stepId}`]: { $exists: true } }),
      } as Filter<Run>
      let page: Entrant[] = []
      for await (const run of runs.find(where, { projection: entrantFields }).sort({ startedAt: 1 })) {
        const { _id, customerId, versionId, startedAt, holdout, arms, goalMetAt, goalValueFen } = run
        const arm = stepId === null ? undefined : arms?.[stepId]
        page.push({ runId: _id, customerId, versionId, startedAt, holdout, arm, goalMetAt, goalValueFen })
        if (page.length < pageSize) continue
        yield page
        page = []
      }
      if (page.length > 0) yield page
    },

    /** Of these profiles those that became part of another, and which. */
    async mergedAmong(customerIds: readonly string[]): Promise<Map<string, string>> {
      if (customerIds.length === 0) return new Map()
      const found = await customers
        .find(
          { _id: { $in: [...customerIds] }, mergedInto: { $exists: true } },
          { projection: { mergedInto: 1 } },
        )
        .toArray()
      return new Map(found.flatMap(({ _id, mergedInto }) => (mergedInto ? [[_id, mergedInto]] : [])))
    },

    /** Messages of the journey made from `since` on that went out, some at a time. */
    async *sent(journeyId: string, since: Date, pageSize = 1_000): AsyncGenerator<SentTouch[]> {
      let page: SentTouch[] = []
      const found = touches.find(
        { journeyId, isTest: false, createdAt: { $gte: since }, state: { $in: [...goneStates] } },
        { projection: { runId: 1, channel: 1, sentAt: 1, createdAt: 1, purpose: 1 } },
      )
      for await (const { runId, channel, sentAt, createdAt, purpose } of found) {
        if (runId === undefined) continue
        page.push({ runId, channel, sentAt: sentAt ?? createdAt, purpose })
        if (page.length < pageSize) continue
        yield page
        page = []
      }
      if (page.length > 0) yield page
    },

    /** Who refused to be written to from `since` on, and when, some at a time. */
    async *refusals(since: Date, pageSize = 1_000): AsyncGenerator<{ customerId: string; at: Date }[]> {
      let page: { customerId: string; at: Date }[] = []
      const found = events.find(
        { name: 'customer.consent_changed', at: { $gte: since }, 'props.new': 'refused' },
        { projection: { customerId: 1, at: 1 } },
      )
      for await (const { customerId, at } of found) {
        page.push({ customerId, at })
        if (page.length < pageSize) continue
        yield page
        page = []
      }
      if (page.length > 0) yield page
    },
  }
}
