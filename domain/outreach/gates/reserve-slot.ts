import type { Slots } from '../../../models/slots.ts'
import { DomainError } from '../../errors.ts'
import { dayStart, weekStart } from '../../local-time.ts'
import type { Limits } from './limits.ts'

export interface SlotRequest {
  customerId: string
  zone: string | undefined
  touchId: string
  now: Date
  limits: Limits
  /** Requested messages are never refused but count. */
  refusable: boolean
}

/** `full` says which cap closed. `noCustomer`: erased meanwhile. `merging`: becoming one with somebody, ask again shortly. */
export type Reservation =
  | { kind: 'held' }
  | { kind: 'full'; by: 'day' | 'week' }
  | { kind: 'noCustomer' }
  | { kind: 'merging' }

/**
 * Takes one of the customer's slots for a touch, or finds that the touch already has one of today. A slot of an earlier
 * local day is given back first: the message counts on the day it is sent. Safe under any number of racing workers.
 */
export async function reserveSlot(slots: Slots, request: SlotRequest): Promise<Reservation> {
  const { touchId, now, limits, zone } = request
  const today = dayStart(now, zone)
  const week = weekStart(now, zone)
  // Twice at most at one customer: an old slot is given back and a new one asked for. A merge may move the slots while we
  // race: whoever finds the loser takes the slot at the survivor.
  for (let customerId = request.customerId, round = 0; round < 8; round++) {
    if (await take(slots, customerId, request, today, week)) return { kind: 'held' }
    const holder = await slots.holder(customerId)
    if (!holder) return { kind: 'noCustomer' }
    if (holder.mergedInto) {
      customerId = holder.mergedInto
      continue
    }
    const mine = holder.slots.find((slot) => slot.touch === touchId)
    if (mine && mine.at >= today) return { kind: 'held' }
    if (mine) {
      await slots.releaseOlder(customerId, touchId, today)
      continue
    }
    if (holder.merging?.length) return { kind: 'merging' }
    const thisWeek = holder.slots.filter((slot) => slot.at >= week).length
    return { kind: 'full', by: thisWeek >= limits.perWeek ? 'week' : 'day' }
  }
  throw new DomainError('customer.contended', { customerId: request.customerId })
}

function take(
  slots: Slots,
  customerId: string,
  request: SlotRequest,
  dayStart: Date,
  weekStart: Date,
): Promise<boolean> {
  const { touchId, now, limits, refusable } = request
  if (!refusable) return slots.takeAnyway(customerId, touchId, now)
  const { perDay: dayCap, perWeek: weekCap } = limits
  return slots.take(customerId, { touch: touchId, at: now, dayStart, weekStart, dayCap, weekCap })
}
