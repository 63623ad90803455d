import { type Channel, relationOf } from '../../../models/customer.ts'
import { type Gate, pass } from './gate.ts'

/** PIPL art. 24 and MIIT order 31: commercial messages by these need the person's explicit consent. */
export const needsConsent: ReadonlySet<Channel> = new Set<Channel>(['sms', 'email'])

/** Marketing needs consent by SMS and e-mail, and is refused wherever the customer refused it. */
export const consentGate: Gate = {
  name: 'consent',
  check({ message, customer, channel }) {
    if (message.purpose !== 'marketing') return pass
    const consent = customer.consent[relationOf(channel)]
    if (consent?.state === 'refused') {
      return { verdict: 'fallback', reason: 'refused', inputs: { since: consent.at, source: consent.source } }
    }
    if (needsConsent.has(channel) && consent?.state !== 'granted')
      return { verdict: 'fallback', reason: 'noConsent' }
    return pass
  },
}
