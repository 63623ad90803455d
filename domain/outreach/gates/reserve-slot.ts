import type { Channel, Slot, SlotClaim } from '../../../models/customer.ts'
import { type Slots, slotsKept } from '../../../models/slots.ts'
import { DomainError } from '../../errors.ts'
import type { Cap } from '../../language/settings.ts'
import { dayStart, weekStart } from '../../local-time.ts'
import type { ContactLimits } from './limits.ts'
import { type Yielding, yieldsTo } from './precedence.ts'

export interface SlotRequest {
  customerId: string
  zone: string | undefined
  touchId: string
  channel: Channel
  /** Of its message. */
  category?: string
  now: Date
  limits: Pick<ContactLimits, 'perDay' | 'perWeek' | 'channelCaps' | 'categoryCaps'>
  /** Requested messages are never refused but count. */
  refusable: boolean
  /** That of its journey: lower ones leave what is short to higher ones that wait. */
  priority: number
}

/**
 * `full` says which cap closed: one over everything, that of this channel or that of this category. `yields`: what is left goes to others. `noCustomer`: erased meanwhile. `merging`: becoming
 * one with somebody, ask again shortly.
 */
export type Reservation =
  | { kind: 'held' }
  | { kind: 'full'; by: keyof Cap; of: 'all' | 'channel' | 'category' }
  | ({ kind: 'yields' } & Yielding)
  | { kind: 'noCustomer' }
  | { kind: 'merging' }

/** Every round that moves nothing was lost to somebody who took or claimed a slot, and there are only so many. */
const mostRounds = 3 * slotsKept

/**
 * Takes one of the customer's slots for a touch, or finds that the touch already has one of today. A slot of an earlier
 * local day is given back first: the message counts on the day it is sent, and for the channel it goes over. Safe under any
 * number of racing workers.
 */
export async function reserveSlot(slots: Slots, request: SlotRequest): Promise<Reservation> {
  const { touchId, channel, now, limits, zone, priority } = request
  const today = dayStart(now, zone)
  const week = weekStart(now, zone)
  const ownCaps = request.refusable ? capsOf(request) : []
  const fullIn = (held: Slot[], cap: Partial<Cap>) => fullBy(held, cap, today, week)
  /** Which cap over some of the slots is full, without this touch. */
  const ownFull = (held: Slot[]): Extract<Reservation, { kind: 'full' }> | undefined => {
    for (const { of, cap, counts } of ownCaps) {
      const by = fullIn(
        held.filter((slot) => counts(slot) && slot.touch !== touchId),
        cap,
      )
      if (by !== undefined) return { kind: 'full', by, of }
    }
    return undefined
  }

  // Old slots are given back and new ones asked for. A merge may move the slots while we race: whoever finds the loser takes
  // the slot at the survivor.
  let claims: SlotClaim[] | undefined
  for (let customerId = request.customerId, round = 0; round < mostRounds; round++) {
    const before = ownCaps.length > 0 ? await slots.holder(customerId) : undefined
    const closed = before && !before.mergedInto && ownFull(before.slots)
    if (closed) return closed
    if (await take(slots, customerId, request, { today, week, seen: before?.slots, claims }))
      return { kind: 'held' }
    const holder = await slots.holder(customerId)
    if (!holder) return { kind: 'noCustomer' }
    if (holder.mergedInto) {
      customerId = holder.mergedInto
      continue
    }
    const mine = holder.slots.find((slot) => slot.touch === touchId)
    if (mine && mine.at < today) {
      await slots.releaseOlder(customerId, touchId, today)
      continue
    }
    if (mine?.channel === channel) return { kind: 'held' }
    if (holder.merging?.length) return { kind: 'merging' }
    if (mine) {
      if (!ownFull(holder.slots) && (await slots.move(customerId, touchId, channel, holder.slots))) {
        return { kind: 'held' }
      }
      continue
    }
    const by = fullIn(holder.slots, limits)
    if (by) return { kind: 'full', by, of: 'all' }
    const yielding = yieldsTo(holder, { touch: touchId, priority, now, zone }, limits, { today, week })
    if (yielding) return { kind: 'yields', ...yielding }
    // Only while it stays so: whoever claims a slot meanwhile is looked at first.
    claims = holder.slotClaims
  }
  throw new DomainError('customer.contended', { customerId: request.customerId })
}

interface OwnCap {
  of: 'channel' | 'category'
  cap: Partial<Cap>
  counts(slot: Slot): boolean
}

/** Caps over some of the slots: a full category closes the message, a full channel only that channel. */
function capsOf({ channel, category, limits }: SlotRequest): OwnCap[] {
  const ofCategory = category === undefined ? undefined : limits.categoryCaps[category]
  const ofChannel = limits.channelCaps[channel]
  return [
    ...(ofCategory === undefined
      ? []
      : [{ of: 'category', cap: ofCategory, counts: (slot: Slot) => slot.category === category } as const]),
    ...(ofChannel === undefined
      ? []
      : [{ of: 'channel', cap: ofChannel, counts: (slot: Slot) => slot.channel === channel } as const]),
  ]
}

/** Which cap these slots fill; the longer wait is told. */
function fullBy(held: Slot[], cap: Partial<Cap>, today: Date, week: Date): keyof Cap | undefined {
  const since = (start: Date) => held.filter(({ at }) => at >= start).length
  if (cap.perWeek !== undefined && since(week) >= cap.perWeek) return 'perWeek'
  return cap.perDay !== undefined && since(today) >= cap.perDay ? 'perDay' : undefined
}

function take(
  slots: Slots,
  customerId: string,
  request: SlotRequest,
  {
    today,
    week,
    seen,
    claims,
  }: { today: Date; week: Date; seen: Slot[] | undefined; claims: SlotClaim[] | undefined },
): Promise<boolean> {
  const { touchId: touch, channel, category, now: at, limits, refusable } = request
  if (!refusable) return slots.takeAnyway(customerId, { touch, at, channel, category })
  const { perDay: dayCap, perWeek: weekCap } = limits
  return slots.take(customerId, {
    touch,
    at,
    channel,
    category,
    dayStart: today,
    weekStart: week,
    dayCap,
    weekCap,
    seen,
    claims,
  })
}
