import fc from 'fast-check'
import { dayMs } from '../words.ts'
import type { Entry, Happening, Somebody } from '../written.ts'
import { amount, beginning, days, eventName, skins, tags, written } from './rules.ts'

// Whole hours and days after the beginning, and a minute beside them.
const minute = fc
  .tuple(fc.constantFrom(1, 30, 60, 6 * 60, 24 * 60), fc.nat({ max: 12 }), fc.constantFrom(0, 0, 1, -1))
  .map(([unit, times, beside]) => Math.max(1, Math.min(unit * times + beside + 30, days * 24 * 60 - 1)))

const doing = (name: string): fc.Arbitrary<Happening> =>
  fc
    .record({
      minute,
      n: fc.nat({ max: 40 }),
      amountFen: amount,
      lateBy: fc.constantFrom(0, 0, 0, 0, 20, 3 * 24 * 60 + 5),
      again: fc.constantFrom(0, 0, 0, 5),
    })
    .map(({ minute, n, amountFen, lateBy, again }) => ({
      minute,
      does: name,
      ...(name === 'order.paid' && { props: { orderId: `o${n}`, amountFen } }),
      ...(lateBy > 0 && { lateBy }),
      ...(again > 0 && { toldAgainAfter: again }),
    }))
const tagging = fc
  .tuple(minute, fc.constantFrom(...tags), fc.boolean())
  .map(([minute, tag, add]): Happening => ({ minute, tag: add ? { add: tag } : { remove: tag } }))
const skinning = fc
  .tuple(minute, fc.constantFrom(...skins, null))
  .map(([minute, value]): Happening => ({ minute, trait: 'skin', value }))
const dating = fc
  .tuple(minute, fc.constantFrom(2, 5, 9))
  .map(([minute, day]): Happening => ({ minute, trait: 'due', value: new Date(beginning + day * dayMs) }))
const entering: fc.Arbitrary<Happening> = minute.map((at) => ({ minute: at, enters: true }))

const happening = fc.oneof(
  { weight: 6, arbitrary: eventName.chain(doing) },
  { weight: 1, arbitrary: tagging },
  { weight: 1, arbitrary: skinning },
  { weight: 1, arbitrary: dating },
)

/** What may begin this journey. */
function occasion(entry: Entry): fc.Arbitrary<Happening> {
  if ('api' in entry) return entering
  if ('event' in entry) return doing(entry.event)
  if ('segment' in entry)
    return fc.oneof(doing('order.paid'), doing('miniprogram.entered'), tagging, skinning)
  return 'trait' in entry ? dating : happening
}

const midnight = (day: string) => new Date(`${day}T00:00:00+08:00`)

/** Somebody who may meet this journey, more than once. */
export const someone = (entry: Entry): fc.Arbitrary<Somebody> =>
  written(
    fc.record({
      timeZone: fc.constantFrom(undefined, undefined, 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo'),
      phone: fc.constantFrom(true, true, true, false),
      email: fc.boolean(),
      consent: fc.tuple(
        fc.constantFrom('granted', 'granted', 'refused', 'unknown'),
        fc.constantFrom('granted', 'refused', 'unknown'),
      ),
      tags: fc.subarray(tags),
      skin: fc.constantFrom(undefined, ...skins),
      score: fc.constantFrom(undefined, 0, 1, 2),
      due: fc.constantFrom(
        undefined,
        midnight('2026-03-05'),
        midnight('2026-03-08'),
        new Date(beginning + 4.5 * dayMs),
      ),
      birthday: fc.constantFrom(undefined, '03-03', '03-09', '12-24'),
      occasions: fc.array(occasion(entry), { maxLength: 3, size: 'max' }),
      life: fc.array(happening, { maxLength: 7 }),
    }),
  ).map(({ timeZone, phone, email, consent, tags, occasions, life, ...traits }): Somebody => {
    const channels = ['sms', 'email'] as const
    const said = (what: string) => channels.filter((_, n) => consent[n] === what)
    return {
      ...(timeZone !== undefined && { timeZone }),
      phone,
      email,
      granted: said('granted'),
      refused: said('refused'),
      tags,
      traits,
      life: onceEach([...occasions, ...life]),
    }
  })

/** Orders have their number once: a second payment of one order is the shop's matter, not the journey's. */
function onceEach(life: Happening[]): Happening[] {
  const orders = new Set<unknown>()
  return life.filter((one) => {
    if (!('does' in one) || one.does !== 'order.paid') return true
    const { orderId } = one.props as { orderId: string }
    if (orders.has(orderId)) return false
    orders.add(orderId)
    return true
  })
}
