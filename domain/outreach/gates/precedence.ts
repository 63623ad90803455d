import type { SlotClaim } from '../../../models/customer.ts'
import type { SlotHolder } from '../../../models/slots.ts'
import { nextDayStart, nextWeekStart } from '../../local-time.ts'
import type { ContactLimits } from './limits.ts'

/** Which journeys go first when a cap is short, as published at that moment; 9 is first. */
export interface Precedence {
  /** Of a message outside of journeys: the usual one. */
  of(journeyId: string | undefined): number
  /** Of the last of all published journeys: whoever is no higher has nobody to go before. */
  lowest(): number
}

export const usualPriority = 5

/** All journeys alike. */
export const noPrecedence: Precedence = { of: () => usualPriority, lowest: () => usualPriority }

/** What is kept free for a touch that did not come goes to others this long after its time, ms. */
export const claimGraceMs = 10 * 60_000

export interface Yielding {
  /** The one that goes first of all. */
  to: SlotClaim
  /** When the last of those that go before is to have its slot. */
  until: Date
}

/**
 * Whether a touch must leave the slots that are left to others: those of higher priority that wait for their time today, or
 * this week, take as many as there are. Null when one is left for it.
 */
export function yieldsTo(
  { slots, slotClaims = [] }: Pick<SlotHolder, 'slots' | 'slotClaims'>,
  asking: { touch: string; priority: number; now: Date; zone: string | undefined },
  limits: Pick<ContactLimits, 'perDay' | 'perWeek'>,
  since: { today: Date; week: Date },
): Yielding | null {
  const { touch, priority, now, zone } = asking
  const higher = slotClaims.filter(
    (claim) =>
      claim.touch !== touch && claim.priority > priority && claim.at.getTime() > now.getTime() - claimGraceMs,
  )
  const leftOf = (cap: number, from: Date) => cap - slots.filter(({ at }) => at >= from).length
  for (const [left, end] of [
    [leftOf(limits.perDay, since.today), nextDayStart(now, zone)],
    [leftOf(limits.perWeek, since.week), nextWeekStart(now, zone)],
  ] as const) {
    const before = higher.filter(({ at }) => at < end)
    if (before.length < left || before.length === 0) continue
    const [to] = [...before].sort((a, b) => b.priority - a.priority || a.at.getTime() - b.at.getTime())
    return { to: to as SlotClaim, until: new Date(Math.max(...before.map(({ at }) => at.getTime()))) }
  }
  return null
}
