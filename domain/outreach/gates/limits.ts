import { slotsKept } from '../../../models/slots.ts'
import { type CompanyRules, defaultRules, type RulesInForce } from '../../language/settings.ts'
import { checkWindow } from '../../local-time.ts'

/** How much and when a customer may be contacted: what the settings of the company say. */
export interface ContactLimits extends Pick<CompanyRules['caps'], 'perDay' | 'perWeek'> {
  /** Of single channels, besides. */
  channelCaps: CompanyRules['caps']['channels']
  /** Of messages of one category, besides. */
  categoryCaps: NonNullable<CompanyRules['caps']['categories']>
  hours: CompanyRules['hours']
  channelHours: CompanyRules['channelHours']
  exclude: CompanyRules['exclude']
  groupSends: CompanyRules['groupSends']
  /** The version of the settings that says so, for the record of what it decided. */
  settings?: string
}

/** How long outreach itself takes and waits. */
export interface Timings {
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

/** All of them; what is given to createOutreach holds whatever the settings say. */
export type Limits = ContactLimits & Timings

const defaultTimings: Timings = {
  spreadMs: 30 * 60_000,
  reserveMs: 5_000,
  leaseMs: 60_000,
  receiptWaitMs: 10 * 60_000,
  retriesPerChannel: 5,
  configurationWaitMs: 86_400_000,
  usualChannelMs: 90 * 86_400_000,
}

export const defaultLimits: Limits = { ...contactLimitsOf({ rules: defaultRules }), ...defaultTimings }

const ourOwn: RulesInForce = { rules: defaultRules }

/** The limits in force at a moment; throws a RangeError at once for given ones that cannot be kept. */
export function createLimits(
  given: Partial<Limits> = {},
  rulesAt: (now: Date) => RulesInForce = () => ourOwn,
): { timings: Timings; limitsAt(now: Date): Limits } {
  checkContactLimits({ ...defaultLimits, ...given })
  const timings = { ...defaultTimings, ...given }
  let known: { of: RulesInForce; limits: Limits } | null = null
  return {
    timings,
    limitsAt(now) {
      const of = rulesAt(now)
      if (known?.of !== of) known = { of, limits: { ...contactLimitsOf(of), ...timings } }
      return known.limits
    },
  }
}

function contactLimitsOf({ rules, version }: RulesInForce): ContactLimits {
  const { perDay, perWeek, channels: channelCaps, categories: categoryCaps = {} } = rules.caps
  const { hours, channelHours, exclude, groupSends } = rules
  const caps = { perDay, perWeek, channelCaps, categoryCaps }
  return { ...caps, hours, channelHours, exclude, groupSends, settings: version }
}

function checkContactLimits({ hours, channelHours, perDay, perWeek }: ContactLimits): void {
  for (const window of [hours, ...Object.values(channelHours)]) checkWindow(window)
  for (const cap of [perDay, perWeek]) {
    if (!Number.isInteger(cap) || cap < 1 || cap > slotsKept) {
      throw new RangeError(`A cap must be 1 to ${slotsKept}, not ${cap}`)
    }
  }
}
