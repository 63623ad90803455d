import type { Customer } from '../../../models/customer.ts'
import type { Member } from './read-member.ts'
import type { ConsentChannel } from './targets.ts'

/** Whether marketing may go to somebody by SMS or e-mail once their row is in, or why not. */
export const textableReasons = [
  'can',
  'noAddress',
  'refused',
  'incomplete',
  'noConsent',
  'unreachable',
] as const
export type Textable = (typeof textableReasons)[number]

/**
 * What a row and what is known of the person come to. `refusedElsewhere`: somebody of this number or mailbox refused, and a refusal
 * holds for the address.
 */
export function textableOf(
  channel: ConsentChannel,
  member: Member,
  { known, refusedElsewhere }: { known: Customer | null; refusedElsewhere: boolean },
): Textable {
  const address = channel === 'sms' ? member.phone : member.email
  const kept = channel === 'sms' ? known?.profile.phone : known?.profile.email
  if (address === undefined && kept === undefined) return 'noAddress'
  const answer = member.answers[channel]
  const before = known?.consent[channel]?.state
  if (refusedElsewhere || before === 'refused' || answer.kind === 'refused') return 'refused'
  if (before !== 'granted' && answer.kind === 'incomplete') return 'incomplete'
  if (before !== 'granted' && answer.kind === 'none') return 'noConsent'
  return known?.reach[channel]?.state === 'unreachable' ? 'unreachable' : 'can'
}
