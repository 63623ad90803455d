import type {
  DeliveryOutcome,
  ReportContents,
  ReportDelivery,
  ReportLine,
  ReportStore,
} from '../../models/reports.ts'
import type { Clock } from '../clock.ts'
import type { SendOutcome } from '../outreach/ports.ts'
import type { Receiver } from './receivers.ts'

/** Real time after which whoever asked WeCom is dead: a call and the upload of a file take seconds. */
const callMs = 120_000
const minuteMs = 60_000
const longestWaitMs = 30 * minuteMs

/** What one person gets, in one of its two messages. */
export interface Planned {
  report: string
  what: ReportDelivery['what']
  receiver: Receiver
}

export const deliveryId = ({ report, what, receiver }: Planned): string =>
  `${report}:${receiver.key}${what === 'file' ? ':file' : ''}`

/** What is said, made only for whom it is sent to. */
export interface Said {
  lines: ReportLine[]
  contents: ReportContents
}

/**
 * Sends a message of a report at most once: it is written down before WeCom is asked, and one whose answer was lost, or whose sender
 * died, is not sent a second time. What WeCom certainly did not take is sent again, ever later.
 */
export function createDeliver(deps: {
  store: Pick<ReportStore, 'beginDelivery' | 'takeAgain' | 'settle'>
  clock: Clock
  realClock: Clock
}) {
  const { store, clock, realClock } = deps
  const callUntil = () => new Date(realClock.now().getTime() + callMs)

  async function call(
    delivery: Pick<ReportDelivery, '_id' | 'tries'>,
    send: () => Promise<SendOutcome>,
  ): Promise<SendOutcome> {
    const outcome = await send()
    const became = outcomeOf(outcome, delivery.tries, clock.now())
    await store.settle({ ...delivery, state: 'sending' }, became)
    return outcome
  }

  return {
    /** Sends it for the first time; null when another process does, or there is nowhere to send it to. */
    async first(
      planned: Planned,
      say: () => Promise<Said>,
      send: (said: Said) => Promise<SendOutcome>,
    ): Promise<SendOutcome | null> {
      const { report, what, receiver } = planned
      const whyNot = nowhere(receiver)
      const said = whyNot === null ? await say() : null
      const delivery: ReportDelivery = {
        ...{ _id: deliveryId(planned), report, what, to: receiver.key, name: receiver.name },
        ...{ role: receiver.role, at: clock.now(), tries: 1, lines: said?.lines ?? [] },
        state: whyNot ?? 'sending',
        ...(said && { contents: said.contents, callUntil: callUntil() }),
      }
      if (!(await store.beginDelivery(delivery)) || said === null) return null
      return call(delivery, () => send(said))
    },

    /** Sends one again that WeCom did not take, in the words it was made of; null when another process does. */
    async again(
      delivery: ReportDelivery,
      send: (said: Said) => Promise<SendOutcome>,
    ): Promise<SendOutcome | null> {
      if (!(await store.takeAgain(delivery, clock.now(), callUntil()))) return null
      const { lines, contents = { sections: [], alerts: [] } } = delivery
      return call({ ...delivery, tries: delivery.tries + 1 }, () => send({ lines, contents }))
    },

    /** Nobody will ever know what became of one whose sender died. */
    async giveUpDead(delivery: ReportDelivery): Promise<void> {
      if (delivery.state !== 'sending' || realClock.now() < (delivery.callUntil ?? new Date(0))) return
      await store.settle(delivery, { state: 'unknown', reason: 'died', callUntil: null })
    },
  }
}

export type Deliver = ReturnType<typeof createDeliver>

function nowhere({ userid, stores }: Receiver): 'noAccount' | 'noStore' | null {
  if (userid === null) return 'noAccount'
  return stores.length === 0 ? 'noStore' : null
}

function outcomeOf(outcome: SendOutcome, tries: number, now: Date): DeliveryOutcome {
  switch (outcome.kind) {
    case 'sent':
      return { state: 'sent', callUntil: null }
    case 'refused':
      return { state: 'refused', reason: outcome.reason, code: outcome.code, callUntil: null }
    case 'unknown':
      return { state: 'unknown', code: outcome.code, callUntil: null }
    case 'retryLater': {
      const waitMs = Math.max(outcome.afterMs, Math.min(longestWaitMs, minuteMs * 2 ** (tries - 1)))
      const againAt = new Date(now.getTime() + waitMs)
      return { state: 'waiting', code: outcome.code, againAt, callUntil: null }
    }
  }
}
