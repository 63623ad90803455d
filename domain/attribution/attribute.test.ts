import { expect, it } from 'vitest'
import type { Order } from '../../models/orders.ts'
import type { Touch } from '../../models/touch.ts'
import { attributePerson, type PersonHistory } from './attribute.ts'
import { type Contact, contactOfTouch } from './contact.ts'
import { groupBefore } from './customer-group.ts'
import { pathOf } from './path-of.ts'
import type { AttributionRules } from './rules.ts'

const paidAt = new Date('2026-12-31T12:00:00+08:00')
const dayMs = 86_400_000
const before = (days: number, ms = 0) => new Date(paidAt.getTime() - days * dayMs + ms)
const contact = (id: string, ...moments: Date[]): Contact => ({
  ...{ id, channel: 'sms', content: id, moments },
})
const pay = (netFen: number, ...contacts: Contact[]) =>
  pathOf({ paidAt, netFen }, contacts, 30).map(({ contact: id, firstFen, lastFen, linearFen }) => [
    ...[id, firstFen, lastFen, linearFen],
  ])
const rules: AttributionRules = {
  ...{ windowDays: 30, sleepingDays: 90, leaveOut: [] },
  tiers: { highAboveFen: 500_000, potentialUpTo: 3 },
}

it.each<[string, ReturnType<typeof pay>, ReturnType<typeof pay>]>([
  ['nobody when nobody touched them', pay(100), []],
  ['the only contact by every model', pay(100, contact('a', before(3))), [['a', 100, 100, 100]]],
  [
    'the first by one model, the last by another, all alike by the third',
    pay(300, contact('c', before(1)), contact('a', before(9)), contact('b', before(5))),
    [
      ['a', 300, 0, 100],
      ['b', 0, 0, 100],
      ['c', 0, 300, 100],
    ],
  ],
  [
    'of what cannot be shared alike, a fen more to the earlier ones',
    pay(101, contact('a', before(3)), contact('b', before(2)), contact('c', before(1))),
    [
      ['a', 101, 0, 34],
      ['b', 0, 0, 34],
      ['c', 0, 101, 33],
    ],
  ],
  [
    'a contact from exactly the first moment of the window to the payment itself, and none beyond',
    pay(
      100,
      contact('early', before(30, -1)),
      contact('edge', before(30)),
      contact('now', paidAt),
      contact('late', before(0, 1)),
    ),
    [
      ['edge', 100, 0, 50],
      ['now', 0, 100, 50],
    ],
  ],
  [
    'a message sent long ago by its click within the window',
    pay(100, contact('old', before(40), before(2)), contact('b', before(5))),
    [
      ['b', 100, 0, 50],
      ['old', 0, 100, 50],
    ],
  ],
  [
    'a message once, however often it was followed; the last sign decides who was last',
    pay(100, contact('a', before(9), before(1), before(8)), contact('b', before(5))),
    [
      ['a', 100, 100, 50],
      ['b', 0, 0, 50],
    ],
  ],
  [
    'of one moment the lower id first, and the higher last',
    pay(100, contact('b', before(3)), contact('a', before(3))),
    [
      ['a', 100, 0, 50],
      ['b', 0, 100, 50],
    ],
  ],
  [
    'one fen to one of two, and all of it',
    pay(1, contact('a', before(2)), contact('b', before(1))),
    [
      ['a', 1, 0, 1],
      ['b', 0, 1, 0],
    ],
  ],
])('an order is given to %s', (_, given, expected) => expect(given).toEqual(expected))

const touch: Touch = {
  ...{ _id: 't', customerId: 'c', messageId: 'sale', purpose: 'marketing', state: 'sent', channel: 'sms' },
  ...{ rev: 1, attempts: [], decisions: [], links: {}, createdAt: before(9), isTest: false },
  sentAt: before(4),
}
const popup: Touch = { ...touch, channel: 'popup', state: 'delivered' }
const shown = { touchId: 't', name: 'popup.shown', at: before(2) } as const

it.each<[string, Date[] | null, Contact | null]>([
  ['arrives when it was sent', [before(4)], contactOfTouch(touch, [], new Set())],
  [
    'counts when it was asked for',
    [before(4)],
    contactOfTouch({ ...touch, purpose: 'requested' }, [], new Set()),
  ],
  ['to a colleague is none', null, contactOfTouch({ ...touch, purpose: 'staff' }, [], new Set())],
  ['to a test account is none', null, contactOfTouch({ ...touch, isTest: true }, [], new Set())],
  ['of a message left out is none', null, contactOfTouch(touch, [], new Set(['sale']))],
  ['a pop-up arrives when it is shown', [before(2)], contactOfTouch(popup, [shown], new Set())],
  [
    'a pop-up that waits to be shown is none',
    null,
    contactOfTouch({ ...popup, state: 'sent' }, [], new Set()),
  ],
  ...(['skipped', 'deferred', 'failed', 'unknown', 'expired', 'planned', 'sending', 'reserved'] as const).map(
    (state): [string, null, Contact | null] => [
      `that is ${state} reached nobody`,
      null,
      contactOfTouch({ ...touch, state }, [], new Set()),
    ],
  ),
])('a touch %s', (_, moments, found) => expect(found?.moments ?? null).toEqual(moments))

it('a touch shows when it was followed as well', () => {
  const clicked = { touchId: 't', name: 'message.clicked', at: before(3) } as const
  expect(contactOfTouch({ ...touch, state: 'clicked' }, [clicked], new Set())?.moments).toEqual([
    before(3),
    before(4),
  ])
})

const bought = (daysAgo: number, netFen = 10_000) => ({ paidAt: before(daysAgo), netFen })
it.each([
  ['without any purchase', [], 'new'],
  ['whose last purchase is just not too long ago', [bought(90)], 'potential'],
  ['whose last purchase is longer ago', [bought(90.01), bought(300)], 'returning'],
  ['of as many purchases as 潜力 has at most', [bought(5), bought(6), bought(7)], 'potential'],
  ['of one more', [bought(5), bought(6), bought(7), bought(8)], 'regular'],
  ['who spent more in a year', [bought(5, 500_001)], 'high'],
  ['who spent exactly the bound', [bought(5, 500_000)], 'potential'],
  ['who spent it more than a year ago', [bought(5), bought(366, 900_000)], 'potential'],
])('somebody %s', (_, earlier, group) => expect(groupBefore(paidAt, earlier, rules)).toBe(group))

const order = (id: string, daysAgo: number, amountFen: number, backFen = 0): Order => ({
  ...{ _id: `shop:${id}`, customerId: 'c', rev: 1 },
  payment: { event: id, heardAt: before(daysAgo), at: before(daysAgo), amountFen, items: [], storeId: 's1' },
  ...(backFen > 0 && { refunds: [{ id: `r${id}`, fen: backFen, heardAt: paidAt }] }),
})
const person = (more: Partial<PersonHistory>): PersonHistory => ({
  ...{ customerId: 'c', isTest: false, orders: [], contacts: [], couponFen: new Map() },
  ...more,
})

it('refunds are taken off on the day of the order, and what was given back in full is no order', () => {
  const contacts = [contact('a', before(20))]
  const orders = [order('full', 12, 5_000, 5_000), order('part', 10, 5_000, 1_999), order('kept', 9, 700)]
  const given = attributePerson(person({ contacts, orders }), rules)
  expect(given.map(({ _id, netFen, group, path }) => [_id, netFen, group, path[0]?.firstFen])).toEqual([
    // It is the first purchase: the one before it came to nothing.
    ['shop:part', 3_001, 'new', 3_001],
    ['shop:kept', 700, 'potential', 700],
  ])
  expect(given[0]).toMatchObject({ storeId: 's1', paidAt: before(10), couponFen: 0 })
})

it('an order that was not paid is none, and of a test customer there is none at all', () => {
  const { payment: placed, ...unpaid } = order('p', 3, 100)
  const orders = [{ ...unpaid, ...(placed && { placed }) }]
  expect(attributePerson(person({ orders }), rules)).toEqual([])
  expect(attributePerson(person({ orders: [order('x', 3, 100)], isTest: true }), rules)).toEqual([])
})

it('only orders since a moment are told, and those before it still say what the buyer was', () => {
  const orders = [order('a', 40, 100), order('b', 5, 100)]
  const given = attributePerson(person({ orders }), rules, before(10))
  expect(given.map(({ _id, group }) => [_id, group])).toEqual([['shop:b', 'potential']])
})
