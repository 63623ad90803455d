import type { OutreachUpkeep } from '../outreach/create-outreach.ts'
import type { Belongings } from './ports.ts'

/** Cancelled, and read twice some minutes apart, before anybody goes another way, ms. */
const lookEveryMs = 60_000

/**
 * Group-sends that wait for a member's confirmation, or for their window. They are not given to one colleague: whoever is the
 * customer's friend is asked, and who has no other friend is reached another way the same day.
 */
export function groupSendBelongings({ leftGroupSends }: Pick<OutreachUpkeep, 'leftGroupSends'>): Belongings {
  return {
    what: 'batch',
    list: leftGroupSends.pendingOf,
    async give({ ref }) {
      return (await leftGroupSends.take(ref)) ? { kind: 'given' } : { kind: 'later', afterMs: lookEveryMs }
    },
  }
}
