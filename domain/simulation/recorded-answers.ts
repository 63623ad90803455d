import type { KeluEvent } from '../../models/event.ts'
import type { Touch } from '../../models/touch.ts'
import type { TouchSignal } from '../outreach/contract.ts'
import type { RefusalReason, SendOutcome } from '../outreach/ports.ts'
import type { Happening } from './happening.ts'

/** What providers and the customer really did about these messages. */
export interface RecordedAnswers {
  /** What the provider said to an attempt, by its reference; null when there was no such attempt. */
  outcomeOf(ref: string): SendOutcome | null
  /** What came back, when it did. */
  happenings: Happening[]
}

/** Reads the answers off the records of messages, and off what was told of them. */
export function recordedAnswers(touches: readonly Touch[], events: readonly KeluEvent[]): RecordedAnswers {
  const lost = events.flatMap(({ name, props, cause }) =>
    name === 'customer.reach_changed' && props.new === 'unreachable' && cause !== undefined ? [cause] : [],
  )
  const ofRef = new Map(
    touches.flatMap((touch) => touch.attempts.map((attempt) => [attempt.ref, touch] as const)),
  )
  return {
    outcomeOf(ref) {
      const touch = ofRef.get(ref)
      return touch === undefined ? null : outcomeIn(touch, ref)
    },
    happenings: [
      ...touches.flatMap((touch) => failedReceipts(touch, lost)),
      ...events.flatMap((event): Happening[] => {
        const at = event.receivedAt
        if (event.name === 'popup.shown') return [{ at, kind: 'popups' }]
        const signal = signalOf(event)
        return signal === null ? [] : [{ at, kind: 'signal', signal }]
      }),
    ],
  }
}

function outcomeIn({ attempts, decisions }: Touch, ref: string): SendOutcome {
  const place = attempts.findIndex((attempt) => attempt.ref === ref)
  const attempt = attempts[place]
  const wasReceipt = decisions.some(
    ({ gate, channel, at }) => gate === 'receipt' && channel === attempt?.channel && at > (attempt?.at ?? at),
  )
  // A receipt that came later wrote over what the provider had said.
  if (attempt === undefined || attempt.outcome === 'sent' || wasReceipt) return { kind: 'sent' }
  const said = decisions.find(({ gate, channel }) => gate === 'provider' && channel === attempt.channel)
  const code = attempt.code ?? ''
  if (attempt.outcome === 'refused') {
    return { kind: 'refused', reason: (said?.reason ?? 'content') as RefusalReason, code }
  }
  if (attempt.outcome === 'retryLater') {
    const afterMs =
      (attempts[place + 1]?.at.getTime() ?? attempt.at.getTime() + 60_000) - attempt.at.getTime()
    return { kind: 'retryLater', afterMs, code }
  }
  return { kind: 'unknown', code }
}

/** `lost`: what made an address unreachable. */
function failedReceipts({ _id: touchId, decisions, attempts }: Touch, lost: readonly string[]): Happening[] {
  return decisions.flatMap(({ gate, at, reason, channel }): Happening[] => {
    if (gate !== 'receipt') return []
    const ref = attempts.findLast((attempt) => attempt.channel === channel && attempt.at <= at)?.ref
    const unreachable = lost.some((cause) => cause.startsWith(`${ref}:`))
    const signal = { kind: 'failed', touchId, at, signalId: `receipt:${ref}`, reason, unreachable } as const
    return [{ at, kind: 'signal', signal: { ...signal, ...(ref !== undefined && { ref }) } }]
  })
}

function signalOf({ _id: signalId, name, at, props }: KeluEvent): TouchSignal | null {
  const touchId = String(props.touchId)
  if (name === 'message.clicked')
    return { kind: 'clicked', touchId, at, signalId, link: String(props.link ?? '') }
  const kind = (
    { 'message.delivered': 'delivered', 'message.opened': 'opened', 'message.replied': 'replied' } as const
  )[name as 'message.delivered']
  return kind === undefined ? null : { kind, touchId, at, signalId }
}
