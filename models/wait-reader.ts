import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import type { KeluEvent } from './event.ts'
import { eventSchema } from './events.ts'
import { goneStates } from './experiment-reader.ts'
import { type Touch, touchSchema } from './touch.ts'

/** A message after which somebody waits. */
export interface WaitBegun {
  touchId: string
  runId: string
  customerId: string
  /** Absent in those of the first releases. */
  versionId?: string
  stepId: string
  sentAt: Date
}

export type Happened = Pick<KeluEvent, 'customerId' | 'name' | 'at' | 'props'>

const touchFields = { runId: 1, customerId: 1, versionId: 1, stepId: 1, sentAt: 1 } as const
const eventFields = { customerId: 1, name: 1, at: 1, props: 1 } as const

export type WaitReader = ReturnType<typeof createWaitReader>

/** Reads what people were sent before a wait, and what they did since. */
export function createWaitReader(connection: Connection) {
  const touches = hotPathOf(connection, touchSchema)
  const events = hotPathOf(connection, eventSchema)

  return {
    /** What went out of these steps and was made between these moments, the newest `most`, newest first; of no test customer. */
    async sent(
      { journeyId, stepIds }: { journeyId: string; stepIds: readonly string[] },
      { since, until, most }: { since: Date; until: Date; most: number },
    ): Promise<WaitBegun[]> {
      const where: Filter<Touch> = {
        journeyId,
        isTest: false,
        createdAt: { $gte: since, $lte: until },
        stepId: { $in: [...stepIds] },
        state: { $in: [...goneStates] },
      }
      const found = await touches
        .find(where, { projection: touchFields })
        .sort({ createdAt: -1 })
        .limit(most)
        .toArray()
      return found.flatMap(({ _id: touchId, runId, customerId, versionId, stepId, sentAt }) =>
        runId && stepId && sentAt ? [{ touchId, runId, customerId, versionId, stepId, sentAt }] : [],
      )
    },

    /** What of these names happened to these people from `since` on. */
    async happened(
      customerIds: readonly string[],
      names: readonly string[],
      since: Date,
    ): Promise<Happened[]> {
      return events
        .find(
          { customerId: { $in: [...customerIds] }, name: { $in: [...names] }, at: { $gte: since } },
          { projection: eventFields },
        )
        .toArray()
    },
  }
}
