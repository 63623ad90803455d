import type { Channel, Customer } from '../../../models/customer.ts'
import { quietOn } from '../../customers/quiet.ts'
import { doNotDisturb } from './do-not-disturb.ts'
import { excludedBy } from './excluded.ts'
import { lacksGuardian, noGuardian } from './guardian.ts'
import { individualisationOff, isIndividualisationOff } from './individualisation.ts'
import type { ContactLimits } from './limits.ts'

/** Why somebody gets no marketing over a channel at present, by what may have changed since a message for them was let through. */
export function noMarketing(
  limits: Pick<ContactLimits, 'exclude'>,
  customer: Customer,
  channel: Channel,
  now: Date,
): string | null {
  if (lacksGuardian(customer, now)) return noGuardian
  if (isIndividualisationOff(customer)) return individualisationOff
  if (quietOn(customer, channel, now) !== null) return doNotDisturb
  const rule = excludedBy(limits, customer, now)
  return rule === null ? null : `excluded:${rule}`
}
