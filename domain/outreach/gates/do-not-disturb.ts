import { quietOn, quietOnAll } from '../../customers/quiet.ts'
import { type Gate, pass } from './gate.ts'

export const doNotDisturb = 'doNotDisturb'

/**
 * 勿扰 as it was asked for, whatever the settings exclude: over one channel it leaves the others open, over every one it ends the
 * message. Final, also when it has an end: what was not sent by then is not sent later.
 */
export const doNotDisturbGate: Gate = {
  name: doNotDisturb,
  check({ message, customer, channel, now }) {
    if (message.purpose !== 'marketing') return pass
    const quiet = quietOnAll(customer, now) ?? quietOn(customer, channel, now)
    if (quiet === null) return pass
    const { until, at: since, by } = quiet
    const inputs = { quietUntil: until ?? null, since, who: by.who, by: by.id, from: by.from }
    return { verdict: quiet.channel === undefined ? 'skip' : 'fallback', reason: doNotDisturb, inputs }
  },
}
