import type { Customer } from '../../../models/customer.ts'
import { decideByProfile } from '../../audience/evaluate.ts'
import { type Gate, pass } from './gate.ts'
import type { ContactLimits } from './limits.ts'

/** What the rule is called by which somebody gets no marketing; null when none does. */
export function excludedBy(
  { exclude }: Pick<ContactLimits, 'exclude'>,
  customer: Customer,
  now: Date,
): string | null {
  const found = Object.entries(exclude).find(([, rule]) => decideByProfile(rule, customer, now) === true)
  return found?.[0] ?? null
}

/** Whoever has a complaint or a refund open, works here or wants to be left alone gets no marketing, whatever journey they are in. */
export const exclusionGate: Gate = {
  name: 'excluded',
  check({ message, customer, limits, now }) {
    if (message.purpose !== 'marketing') return pass
    const name = excludedBy(limits, customer, now)
    if (name === null) return pass
    return { verdict: 'skip', reason: `excluded:${name}`, inputs: { settings: limits.settings } }
  },
}
