import type { Slots } from '../../../models/slots.ts'
import { nextDayStart, nextInside, nextWeekStart } from '../../local-time.ts'
import { spread } from '../../stable-hash.ts'
import { type Gate, type GateInput, pass } from './gate.ts'
import { reserveSlot } from './reserve-slot.ts'

/** A merge takes milliseconds; one that a crash interrupted is taken up by the sweep. */
const mergeWaitMs = 5_000

/** Last of all, one of the customer's few slots. A full cap skips, or waits for the next day, as the step says. */
export function capSlotGate(slots: Slots): Gate {
  return {
    name: 'capSlot',
    async check(input) {
      const { message, customer, touch, request, now, limits } = input
      const reservation = await reserveSlot(slots, {
        customerId: customer._id,
        zone: customer.profile.timeZone,
        touchId: touch._id,
        now,
        limits,
        refusable: message.purpose !== 'requested',
      })
      if (reservation.kind === 'held') return pass
      if (reservation.kind === 'noCustomer') return { verdict: 'skip', reason: 'noSuchCustomer' }
      if (reservation.kind === 'merging') {
        return { verdict: 'defer', reason: 'merging', until: new Date(now.getTime() + mergeWaitMs) }
      }
      const reason = reservation.by === 'day' ? 'dayCapFull' : 'weekCapFull'
      const inputs = { perDay: limits.perDay, perWeek: limits.perWeek }
      if (request.whenCapped !== 'next day') return { verdict: 'skip', reason, inputs }
      return { verdict: 'defer', reason, until: nextOpening(input, reservation.by), inputs }
    },
  }
}

/** The opening of the next local day, after a full week that of the next Monday. */
function nextOpening({ customer, channel, touch, now, limits }: GateInput, full: 'day' | 'week'): Date {
  const zone = customer.profile.timeZone
  const start = full === 'week' ? nextWeekStart(now, zone) : nextDayStart(now, zone)
  const opening = nextInside(start, limits.channelHours[channel] ?? limits.hours, zone)
  return new Date(opening.getTime() + spread(touch._id, limits.spreadMs))
}
