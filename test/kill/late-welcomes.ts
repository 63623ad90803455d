import type { Touch } from '../../models/touch.ts'
import type { Callback } from '../../sandbox/contract.ts'
import type { Evidence } from './evidence.ts'

/** A welcome code lives so long (document 92137). */
const codeLifeMs = 20_000

/**
 * A killed worker's record is taken over at once and what it reserved after 5 s, and time moves in steps of 5 s: a welcome
 * survives one death of Kelu. Two within its 20 s can use them up.
 */
const deathsSurvived = 1

/**
 * A welcome that came too late through kills, as its touch says: its send was cut off, Kelu was down until its code was over,
 * or it died more than once in that time and lost a delivery or work on it. Anything else that keeps a welcome from a
 * customer is a fault.
 */
export function isTooLate(touch: Touch, evidence: Evidence): boolean {
  const { _id, messageId, decisions } = touch
  const late = decisions.some(({ final, reason }) => final && reason === 'codeExpired')
  if (!messageId.startsWith('welcome-') || !late) return false
  const { kills } = evidence.diary
  if (kills.some(({ inFlight }) => inFlight.includes(_id))) return true
  const callback = evidence.callbacks.find(
    ({ kind, about }) => kind === 'wecom.add_external_contact' && _id.includes(`=${about.ExternalUserID}:`),
  )
  if (!callback) return false
  const deaths = deathsDuring(callback, evidence)
  if (deaths > 0 && !wasAnsweredInTime(callback)) return true
  const record = evidence.inbox.find((each) => _id === `welcome:${each._id}`)
  const cutOff = kills.some(({ inFlight }) => record && inFlight.includes(record._id))
  return deaths > deathsSurvived && (cutOff || callback.tries > 1)
}

/** How many welcomes kills have made too late. */
export function lateWelcomes(evidence: Evidence): number {
  return evidence.touches.filter((touch) => isTooLate(touch, evidence)).length
}

function wasAnsweredInTime({ at, acknowledgedAt }: Callback): boolean {
  return acknowledgedAt !== undefined && Date.parse(acknowledgedAt) - Date.parse(at) <= codeLifeMs
}

/** Deaths that can have kept Kelu from hearing of it: one shortly before may still have had it down. */
function deathsDuring({ at }: Callback, { deaths }: Evidence): number {
  return deaths.filter((death) => Math.abs(death.getTime() - Date.parse(at)) <= codeLifeMs).length
}
