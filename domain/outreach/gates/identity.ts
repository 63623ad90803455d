import type { Channel } from '../../../models/customer.ts'
import type { Addresses } from '../render/render-input.ts'
import { type Gate, pass } from './gate.ts'

const addressOf: Record<Channel, (addresses: Addresses) => string | undefined> = {
  // WeCom lets a server speak to a customer only by the one-time welcome code.
  wecom: (addresses) => addresses.welcomeCode,
  miniprogram: (addresses) => addresses.openid,
  popup: (addresses) => addresses.openid,
  sms: (addresses) => addresses.phone,
  email: (addresses) => addresses.email,
}

/** The customer must be known on the channel, and not be known as unreachable there. */
export const identityGate: Gate = {
  name: 'identity',
  check({ message, customer, channel, addresses }) {
    // Salespeople are reached by sales, under its own limits.
    if (message.purpose === 'staff') return { verdict: 'skip', reason: 'notForCustomers' }
    const address = addressOf[channel](addresses)
    // A fresh welcome code proves that this person can be welcomed now.
    if (channel === 'wecom' && address) return pass
    if (channel !== 'wecom' && !address) return { verdict: 'fallback', reason: 'noIdentity' }
    const reach = customer.reach[channel]
    if (reach?.state === 'unreachable') {
      return { verdict: 'fallback', reason: 'unreachable', inputs: { since: reach.at, why: reach.reason } }
    }
    return address ? pass : { verdict: 'fallback', reason: 'noWelcomeCode' }
  },
}
