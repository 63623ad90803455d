import type { Channel, Customer } from '../../../models/customer.ts'
import type { Touch } from '../../../models/touch.ts'
import type { Calendar } from '../../calendar/calendar.ts'
import type { MessageDefinition } from '../../language/message.ts'
import type { TouchRequest } from '../contract.ts'
import type { Addresses } from '../render/render-input.ts'
import type { Ahead } from './ahead.ts'
import type { Limits } from './limits.ts'

/** What a gate looks at: one touch on its way over one channel. */
export interface GateInput {
  touch: Touch
  /** What recommendations drawn from the shop were chosen by, by variable. */
  because?: Record<string, string>
  request: TouchRequest
  message: MessageDefinition
  customer: Customer
  channel: Channel
  addresses: Addresses
  now: Date
  limits: Limits
  calendar: Calendar
  /** Of a message that is only planned; absent = it goes now. */
  ahead?: Ahead
}

/**
 * fallback = not over this channel, skip = not at all, defer = ask again at `until`. A fallback with `until` is worth waiting
 * for when no other channel is open.
 */
export type Verdict =
  | { verdict: 'pass'; inputs?: Record<string, unknown> }
  | { verdict: 'fallback'; reason: string; until?: Date; inputs?: Record<string, unknown> }
  | { verdict: 'skip'; reason: string; inputs?: Record<string, unknown> }
  /** `heldBy`: not before all marketing is released by a publication later than this one. */
  | { verdict: 'defer'; reason: string; until: Date; inputs?: Record<string, unknown>; heldBy?: number }

export interface Gate {
  name: string
  /** Nobody knows how long what it defers for lasts; its `until` is when to look again. */
  openEnded?: true
  /** The one channel it is about; others go by it without a decision. */
  only?: Channel
  check(input: GateInput): Verdict | Promise<Verdict>
}

export const pass: Verdict = { verdict: 'pass' }

/** A pass that a version of the settings decided, for a message of a category; undefined = Kelu's own rules did, or it has none. */
export function passBy(settings: string | undefined, category?: string): Verdict {
  if (settings === undefined && category === undefined) return pass
  const inputs = {
    ...(settings !== undefined && { settings }),
    ...(category !== undefined && { category }),
  }
  return { verdict: 'pass', inputs }
}
