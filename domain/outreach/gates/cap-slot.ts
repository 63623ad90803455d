import type { Slots } from '../../../models/slots.ts'
import type { Cap } from '../../language/settings.ts'
import { nextDayStart, nextWeekStart } from '../../local-time.ts'
import { type Gate, type GateInput, passBy } from './gate.ts'
import { releaseFrom } from './next-opening.ts'
import type { Precedence } from './precedence.ts'
import { reserveSlot } from './reserve-slot.ts'

/** A merge takes milliseconds; one that a crash interrupted is taken up by the sweep. */
const mergeWaitMs = 5_000

/** Long enough for what goes before to have gone. */
const afterOthersMs = 60_000

const reasons = {
  all: { perDay: 'dayCapFull', perWeek: 'weekCapFull' },
  channel: { perDay: 'channelDayCapFull', perWeek: 'channelWeekCapFull' },
  category: { perDay: 'categoryDayCapFull', perWeek: 'categoryWeekCapFull' },
} as const

/**
 * Last of all, one of the customer's few slots. A full cap skips, or waits for the next day, as the step says, be it over all
 * messages or those of one category; that of one channel leaves the others open. What is short goes to the journeys of higher priority that wait for it.
 */
export function capSlotGate(slots: Slots, precedence: Precedence): Gate {
  return {
    name: 'capSlot',
    async check(input) {
      const { message, customer, channel, touch, request, now, limits } = input
      const reservation = await reserveSlot(slots, {
        customerId: customer._id,
        zone: customer.profile.timeZone,
        touchId: touch._id,
        channel,
        category: message.category,
        now,
        limits,
        refusable: message.purpose !== 'requested',
        // A welcome cannot wait for anybody.
        priority: channel === 'welcome' ? Number.POSITIVE_INFINITY : precedence.of(touch.journeyId),
      })
      if (reservation.kind === 'held') return passBy(limits.settings, message.category)
      if (reservation.kind === 'noCustomer') return { verdict: 'skip', reason: 'noSuchCustomer' }
      if (reservation.kind === 'merging') {
        return { verdict: 'defer', reason: 'merging', until: new Date(now.getTime() + mergeWaitMs) }
      }
      if (reservation.kind === 'yields') {
        const { to, until } = reservation
        const { perDay, perWeek, settings } = limits
        return {
          verdict: 'defer',
          reason: `precedence:${to.journey}`,
          until: new Date(Math.max(until.getTime(), now.getTime()) + afterOthersMs),
          inputs: { journey: to.journey, priority: to.priority, perDay, perWeek, settings },
        }
      }
      const { by, of } = reservation
      const { category = '' } = message
      const reason = of === 'category' ? `${reasons[of][by]}:${category}` : reasons[of][by]
      const caps: Record<typeof of, Partial<Cap> | undefined> = {
        all: limits,
        channel: limits.channelCaps[channel],
        category: limits.categoryCaps[category],
      }
      const inputs = {
        perDay: caps[of]?.perDay,
        perWeek: caps[of]?.perWeek,
        ...(of === 'category' && { category }),
        settings: limits.settings,
      }
      const until = request.whenCapped === 'next day' ? nextOpening(input, by) : undefined
      if (of === 'channel') return { verdict: 'fallback', reason, until, inputs }
      return until ? { verdict: 'defer', reason, until, inputs } : { verdict: 'skip', reason, inputs }
    },
  }
}

/** The opening of the next local day, after a full week that of the next Monday. */
function nextOpening(input: GateInput, full: keyof Cap): Date {
  const { customer, now } = input
  const zone = customer.profile.timeZone
  return releaseFrom(full === 'perWeek' ? nextWeekStart(now, zone) : nextDayStart(now, zone), input).at
}
