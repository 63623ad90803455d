import { relationOf } from '../../../models/customer.ts'
import { addressOf } from '../delivery/addresses.ts'
import { type Gate, pass } from './gate.ts'
import { codeExpired, isCodeOver } from './welcome-code.ts'

/** The customer must be known on the channel, and not be known as unreachable there. */
export const identityGate: Gate = {
  name: 'identity',
  check({ message, request, customer, channel, addresses, now }) {
    // Salespeople are reached by sales, under its own limits.
    if (message.purpose === 'staff') return { verdict: 'skip', reason: 'notForCustomers' }
    const address = addressOf(channel, addresses)
    if (channel === 'welcome' && address) {
      // A fresh code proves that this person can be welcomed now, whatever was known before.
      return isCodeOver(request, now) ? { verdict: 'skip', reason: codeExpired } : pass
    }
    if (channel !== 'welcome' && !address) return { verdict: 'fallback', reason: 'noIdentity' }
    const reach = customer.reach[relationOf(channel)]
    if (reach?.state === 'unreachable') {
      return { verdict: 'fallback', reason: 'unreachable', inputs: { since: reach.at, why: reach.reason } }
    }
    return address ? pass : { verdict: 'fallback', reason: 'noWelcomeCode' }
  },
}
