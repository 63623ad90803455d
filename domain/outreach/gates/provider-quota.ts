import type { Channel } from '../../../models/customer.ts'
import { isPaid } from '../delivery/record-answer.ts'
import { type Gate, pass } from './gate.ts'

/** Asks the outbound governor for one call on a channel: 0 = go, else ms to wait. */
export type Allowance = (channel: Channel) => Promise<number>

/** The platform must let us: a subscription credit of the customer's, and room in our own rate. */
export function providerQuotaGate(allowance: Allowance | undefined): Gate {
  return {
    name: 'providerQuota',
    async check({ message, customer, channel, touch, now }) {
      if (channel === 'miniprogram' && !isPaid(touch.attempts)) {
        const template = message.content.miniprogram?.template ?? ''
        if ((customer.credits[template] ?? 0) < 1)
          return { verdict: 'fallback', reason: 'noCredit', inputs: { template } }
      }
      const waitMs = allowance ? await allowance(channel) : 0
      if (waitMs <= 0) return pass
      return { verdict: 'defer', reason: 'providerBusy', until: new Date(now.getTime() + waitMs) }
    },
  }
}
