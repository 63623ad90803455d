import type { Channel } from '../../../models/customer.ts'
import { slotsKept } from '../../../models/slots.ts'
import { checkWindow, type LocalWindow } from '../../local-time.ts'

/** How much and when a customer may be contacted. */
export interface Limits {
  /** Messages per natural day and week (Monday first) in the customer's zone, all channels together. */
  perDay: number
  perWeek: number
  /** When marketing may arrive, local time. */
  hours: LocalWindow
  /** Narrower hours by channel. Gateways refuse marketing SMS at night; 09:00-20:00 satisfies all of them. */
  channelHours: Partial<Record<Channel, LocalWindow>>
  /** Held-back messages are released over this long after the opening, ms. */
  spreadMs: number
  /** How long a worker may take from reserving to the call before others take over, ms. Short: nobody has called yet. */
  reserveMs: number
  /** How long a worker may take from the call to recording its answer before others look after it, ms. */
  leaseMs: number
  /** How long a requested message waits for a receipt after a lost answer, ms. */
  receiptWaitMs: number
  /** Tries on one channel that the provider puts off, before the next channel is used. */
  retriesPerChannel: number
  /** How long a message waits for an operator to mend a channel that refuses it for its configuration, ms. */
  configurationWaitMs: number
  /** How far back an open or click makes a channel the customer's usual one, ms. */
  usualChannelMs: number
}

export const defaultLimits: Limits = {
  perDay: 2,
  perWeek: 5,
  hours: { fromMinute: 8 * 60, toMinute: 22 * 60 },
  channelHours: { sms: { fromMinute: 9 * 60, toMinute: 20 * 60 } },
  spreadMs: 30 * 60_000,
  reserveMs: 5_000,
  leaseMs: 60_000,
  receiptWaitMs: 10 * 60_000,
  retriesPerChannel: 5,
  configurationWaitMs: 86_400_000,
  usualChannelMs: 90 * 86_400_000,
}

/** The limits in force; throws a RangeError for ones that cannot be kept. */
export function limitsFrom(given: Partial<Limits> = {}): Limits {
  const limits = { ...defaultLimits, ...given }
  checkWindow(limits.hours)
  for (const window of Object.values(limits.channelHours)) checkWindow(window)
  for (const cap of [limits.perDay, limits.perWeek]) {
    if (!Number.isInteger(cap) || cap < 1 || cap > slotsKept) {
      throw new RangeError(`A cap must be 1 to ${slotsKept}, not ${cap}`)
    }
  }
  return limits
}
