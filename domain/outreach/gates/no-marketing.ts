import type { Channel, Customer } from '../../../models/customer.ts'
import { quietOn } from '../../customers/quiet.ts'
import { doNotDisturb } from './do-not-disturb.ts'
import { excludedBy } from './excluded.ts'
import { lacksGuardian, noGuardian, type TraitInClear } from './guardian.ts'
import { individualisationOff, isIndividualisationOff } from './individualisation.ts'
import type { ContactLimits } from './limits.ts'

interface NoMarketingParts {
  limitsAt(now: Date): Pick<ContactLimits, 'exclude'>
  customers: { traitInClear: TraitInClear }
}

/** Why somebody gets no marketing over a channel at present, by what may have changed since a message for them was let through. */
export function noMarketing(
  { limitsAt, customers }: NoMarketingParts,
  customer: Customer,
  channel: Channel,
  now: Date,
): string | null {
  if (lacksGuardian(customer, now, customers.traitInClear)) return noGuardian
  if (isIndividualisationOff(customer)) return individualisationOff
  if (quietOn(customer, channel, now) !== null) return doNotDisturb
  const rule = excludedBy(limitsAt(now), customer, now)
  return rule === null ? null : `excluded:${rule}`
}
