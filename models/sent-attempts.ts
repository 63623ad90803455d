import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import type { Channel } from './customer.ts'
import { type Attempt, type Touch, touchSchema } from './touch.ts'

/** One call to a provider, and the message it was for. */
export interface SentAttempt {
  touchId: string
  customerId: string
  messageId: string
  channel: Channel
  /** Version of the message as `<id>@<number>`; absent of old ones. */
  message?: string
  journeyId?: string
  at: Date
  outcome?: Attempt['outcome']
  code?: string
  wasOpened: boolean
  wasClicked: boolean
}

const fields = {
  customerId: 1,
  messageId: 1,
  journeyId: 1,
  attempts: 1,
  opens: 1,
  clicks: 1,
} as const

/** What went out lately, whoever it was for; test accounts are left out. */
export function createSentAttemptReader(connection: Connection) {
  const touches = hotPathOf(connection, touchSchema)

  return {
    /** Calls over a channel in (from, to], of the newest messages if there are more than `mostMessages`; the newest first. */
    async between(channel: Channel, from: Date, to: Date, mostMessages: number): Promise<SentAttempt[]> {
      const found = await touches
        .find(
          { 'attempts.at': { $gt: from, $lte: to }, 'attempts.channel': channel, isTest: false },
          { projection: fields },
        )
        .sort({ 'attempts.at': -1 })
        .limit(mostMessages)
        .toArray()
      return found
        .flatMap((touch) => (touch as Touch).attempts.map((attempt) => attemptOf(touch as Touch, attempt)))
        .filter((one) => one.channel === channel && one.at > from && one.at <= to)
        .sort((one, other) => other.at.getTime() - one.at.getTime())
    },
  }
}

export type SentAttemptReader = ReturnType<typeof createSentAttemptReader>

function attemptOf(
  { _id: touchId, customerId, messageId, journeyId, opens = 0, clicks = 0 }: Touch,
  { channel, at, outcome, code, message }: Attempt,
): SentAttempt {
  return {
    ...{ touchId, customerId, messageId, journeyId, at, channel, outcome, code, message },
    wasOpened: opens > 0,
    wasClicked: clicks > 0,
  }
}
