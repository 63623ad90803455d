import type { Customer } from '../../../models/customer.ts'
import { type Gate, pass } from './gate.ts'

export const individualisationOff = 'individualisationOff'

/** Whether somebody turned marketing that is made for them off, over every channel. */
export function isIndividualisationOff({ consent }: Pick<Customer, 'consent'>): boolean {
  return consent.individualisation?.state === 'refused'
}

/** PIPL art. 24: marketing by automated decisions needs a way out. Whoever took it gets what they asked for, and nothing else. */
export const individualisationGate: Gate = {
  name: 'individualisation',
  check({ message, customer }) {
    if (message.purpose !== 'marketing' || !isIndividualisationOff(customer)) return pass
    const { at, source } = customer.consent.individualisation ?? {}
    return { verdict: 'skip', reason: individualisationOff, inputs: { since: at, source } }
  },
}
