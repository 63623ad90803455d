import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import type { KeluEvent } from '../../../models/event.ts'
import { aCustomer, anEvent } from '../../audience/testing/people.ts'
import { isoDay } from '../../local-time.ts'
import { applyEvent } from '../apply-event.ts'
import { unite } from '../unite.ts'
import { refreshOrderTraits } from './orders.ts'

// Whatever orders are told in, twice, late or of two profiles: the same orders make the same customer.

const now = new Date('2026-03-02T09:00:00+08:00')
const dayMs = 86_400_000
const runs = { numRuns: 300 }

interface Told {
  name: 'order.paid' | 'order.refunded'
  order: number
  /** Minutes before now. */
  at: number
  late: number
  amountFen: number
  refund: number | null
}

const told: fc.Arbitrary<Told> = fc.record({
  name: fc.constantFrom('order.paid', 'order.paid', 'order.refunded'),
  order: fc.nat({ max: 9 }),
  at: fc.oneof(
    fc.nat({ max: 400 * 24 * 60 }),
    fc.nat({ max: 3 }).map((days) => days * 24 * 60),
  ),
  late: fc.constantFrom(0, 0, 5, 3 * 24 * 60),
  amountFen: fc.oneof(fc.constantFrom(0, 1, 500_000, 500_001), fc.nat({ max: 300_000 })),
  refund: fc.option(fc.nat({ max: 2 })),
})
const history = fc.array(told, { maxLength: 25 }).map((all) => all.map(eventOf))

function eventOf({ name, order, at, late, amountFen, refund }: Told, n: number): KeluEvent {
  const happened = new Date(now.getTime() - at * 60_000)
  return anEvent({
    _id: `e${n}`,
    name,
    at: happened,
    receivedAt: new Date(Math.min(now.getTime(), happened.getTime() + late * 60_000)),
    props: {
      orderId: `o${order}`,
      amountFen,
      ...(name === 'order.refunded' && refund !== null && { refundId: `r${order}-${refund}` }),
      ...(name === 'order.paid' && { items: [{ name: `商品${n}`, priceFen: amountFen, quantity: 1 }] }),
    },
  })
}

function toldAll(events: readonly KeluEvent[], at = now): Customer {
  const customer = aCustomer()
  for (const event of events) applyEvent(customer, event, at)
  refreshOrderTraits(customer, at)
  return customer
}

/** All that orders make of somebody. */
const madeOf = ({ traits, tags, orders, refreshAt }: Customer) => ({
  traits,
  tags: tags.map(({ name }) => name).sort(),
  orders,
  refreshAt,
})

it('the order events are told in changes nothing, nor does hearing them again', () => {
  fc.assert(
    fc.property(
      history.chain((events) =>
        fc.tuple(
          fc.constant(events),
          fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
        ),
      ),
      ([events, shuffled]) => {
        expect(madeOf(toldAll(shuffled))).toEqual(madeOf(toldAll(events)))
      },
    ),
    runs,
  )
})

it('what is worked out event by event is what all of them give at once', () => {
  fc.assert(
    fc.property(history, (events) => {
      const step = toldAll(events)
      const { orders } = step
      const whole = aCustomer({ traits: { lastInteractionAt: step.traits.lastInteractionAt ?? now } })
      if (step.traits.lastInteractionAt === undefined) delete whole.traits.lastInteractionAt
      if (orders) whole.orders = orders
      refreshOrderTraits(whole, now)
      expect(whole.traits).toEqual(step.traits)
      expect(whole.refreshAt).toEqual(step.refreshAt)
    }),
    runs,
  )
})

it('the year has as many purchases as days with an order in it that counts', () => {
  fc.assert(
    fc.property(history, (events) => {
      const { orders = [], traits } = toldAll(events)
      const begins = now.getTime() - 365 * dayMs
      const days = orders
        .filter(({ id, payment }) => payment && payment.at.getTime() > begins && isCounted({ orders }, id))
        .map(({ payment }) => isoDay(payment?.at as Date))
      expect(traits.occasions365).toBe(new Set(days).size)
      expect(traits.orders365).toBe(days.length)
    }),
    runs,
  )
})

it('two who become one have what one who was told everything has', () => {
  fc.assert(
    fc.property(history, fc.infiniteStream(fc.boolean()), (events, mine) => {
      // Some are told of both.
      const [a, b]: [KeluEvent[], KeluEvent[]] = [[], []]
      for (const event of events) {
        const isMine = mine.next().value
        if (isMine || mine.next().value) a.push(event)
        if (!isMine) b.push(event)
      }
      const survivor = toldAll(a)
      unite(survivor, toldAll(b), now)
      refreshOrderTraits(survivor, now)
      expect(madeOf(survivor)).toEqual(madeOf(toldAll(events)))
    }),
    runs,
  )
})

it('a shift by whole days moves dates and nothing else', () => {
  const dated = ['firstOrderAt', 'lastOrderAt', 'lastInteractionAt']
  // What keeps to a day of the month does not keep to it elsewhere in the calendar.
  const monthly = ['purchaseDayOfMonth', 'nextOrderOn']
  const without = (customer: Customer, names: readonly string[]) =>
    Object.fromEntries(Object.entries(customer.traits).filter(([name]) => !names.includes(name)))
  fc.assert(
    fc.property(history, fc.integer({ min: -800, max: 800 }), (events, days) => {
      const move = (at: Date) => new Date(at.getTime() + days * dayMs)
      const moved = events.map((event) => ({
        ...event,
        at: move(event.at),
        receivedAt: move(event.receivedAt),
      }))
      const [one, other] = [toldAll(events), toldAll(moved, move(now))]
      expect(without(other, [...dated, ...monthly])).toEqual(without(one, [...dated, ...monthly]))
      const dates = (customer: Customer) => dated.map((name) => customer.traits[name])
      expect(dates(other)).toEqual(dates(one).map((at) => (at instanceof Date ? move(at) : at)))
      if (one.traits.purchaseDayOfMonth === undefined && other.traits.purchaseDayOfMonth === undefined) {
        const next = one.traits.nextOrderOn
        expect(other.traits.nextOrderOn).toEqual(next instanceof Date ? move(next) : next)
      }
    }),
    runs,
  )
})

it('another order on a day with one changes no gap', () => {
  const habits = [
    'purchaseCount',
    'cycleDays',
    'cycleConfidence',
    'purchaseDayOfMonth',
    'nextOrderOn',
    'occasions365',
  ]
  const habitsOf = ({ traits }: Customer) => habits.map((name) => traits[name])
  fc.assert(
    fc.property(history, fc.nat(), (events, which) => {
      const before = toldAll(events)
      const counted = (before.orders ?? []).filter(({ payment }) => payment && payment.paidFen > 0)
      const same = counted[which % Math.max(1, counted.length)]
      fc.pre(same?.payment !== undefined && isCounted(before, same.id))
      const at = same?.payment?.at as Date
      const more = anEvent({ _id: 'more', at, receivedAt: at, props: { orderId: 'more', amountFen: 100 } })
      expect(habitsOf(toldAll([...events, more]))).toEqual(habitsOf(before))
    }),
    runs,
  )
})

it('an order refunded in full is one that never counted', () => {
  fc.assert(
    fc.property(history, fc.integer({ min: 1, max: 300_000 }), fc.nat({ max: 400 }), (events, fen, days) => {
      const at = new Date(now.getTime() - days * dayMs)
      const paid = (amountFen: number) =>
        anEvent({ _id: 'more', at, receivedAt: at, props: { orderId: 'more', amountFen } })
      const back = anEvent({
        _id: 'back',
        name: 'order.refunded',
        at,
        receivedAt: at,
        props: { orderId: 'more', amountFen: fen },
      })
      const free = toldAll([paid(0), ...events])
      const refunded = toldAll([...events, paid(fen), back])
      expect(refunded.traits).toEqual(free.traits)
      expect(madeOf(refunded).tags).toEqual(madeOf(free).tags)
      expect(refunded.refreshAt).toEqual(free.refreshAt)
    }),
    runs,
  )
})

function isCounted({ orders = [] }: Pick<Customer, 'orders'>, id: string): boolean {
  const order = orders.find((one) => one.id === id)
  const back = (order?.refunds ?? []).reduce((sum, { fen }) => sum + fen, 0)
  return (order?.payment?.paidFen ?? 0) > back
}
