import { expect, it } from 'vitest'
import type { Attribution } from '../../models/attributions.ts'
import type { Channel } from '../../models/customer.ts'
import type { Order } from '../../models/orders.ts'
import type { Touch, TouchState } from '../../models/touch.ts'
import { attributePerson } from './attribute.ts'
import { historiesOf, type Records } from './histories-of.ts'
import { attributionModels, createTally } from './tally.ts'

/*
 * A thousand random histories, of merged people and test customers, with part and full refunds, fallbacks and failures, moments on
 * the edges of the window; and beside it somebody who works each order out from the raw records, in words of their own.
 */

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const begin = Date.parse('2026-06-01T00:00:00+08:00')
const rules = {
  ...{ windowDays: 3, sleepingDays: 12, leaveOut: ['notice'] },
  tiers: { highAboveFen: 40_000, potentialUpTo: 2 },
}
const channels: Channel[] = ['sms', 'wecom', 'email', 'popup', 'welcome']
const contents = ['hello', 'sale', 'coupon', 'notice']
const states: TouchState[] = ['sent', 'delivered', 'clicked', 'opened', 'failed', 'skipped', 'unknown']
const signNames = ['message.clicked', 'message.opened', 'popup.clicked'] as const

function dice(seed: number) {
  let state = seed
  return (n: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * n)
  }
}
type Dice = ReturnType<typeof dice>

/** Whole hours, so that ties and the edges of the window are met often; a little beside them at times. */
const aMoment = (upTo: Dice): Date =>
  new Date(begin + upTo(24 * 24) * hourMs + (upTo(6) === 0 ? upTo(3) - 1 : 0))

interface Story {
  people: { _id: string; mergedFrom: string[]; isTest: boolean }[]
  records: Records
}

function aStory(seed: number): Story {
  const upTo = dice(seed * 7_919 + 1)
  for (let n = 0; n < 9; n += 1) upTo(2)
  const people = Array.from({ length: 1 + upTo(3) }, (_, n) => ({
    _id: `c${n}`,
    mergedFrom: Array.from({ length: upTo(3) }, (_, m) => `c${n}-was-${m}`),
    isTest: upTo(8) === 0,
  }))
  const ids = people.flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom])
  const anyone = () => ids[upTo(ids.length)] ?? ''
  const some = <T>(most: number, make: (n: number) => T): T[] =>
    Array.from({ length: upTo(most + 1) }, (_, n) => make(n))
  const orders = some(9, (n): Order => {
    const [at, amountFen] = [aMoment(upTo), 1 + upTo(30_000)]
    const back = [0, 0, 0, upTo(amountFen), amountFen, amountFen + 5][upTo(6)] ?? 0
    const store = upTo(3)
    return {
      ...{ _id: `shop:${n}`, customerId: anyone(), rev: 1 },
      ...(upTo(8) > 0 && {
        payment: {
          ...{ event: `e${n}`, heardAt: at, at, amountFen, items: [] },
          ...(store > 0 && { storeId: `s${store}` }),
        },
      }),
      ...(back > 0 && {
        refunds: [
          { id: 'r1', fen: Math.floor(back / 2), heardAt: at },
          { id: 'r2', fen: back - Math.floor(back / 2), heardAt: at },
        ],
      }),
    }
  })
  const touches = some(14, (n): Touch => {
    const sentAt = upTo(9) > 0 ? aMoment(upTo) : undefined
    return {
      ...{ _id: `t${n}`, customerId: anyone(), rev: 1, attempts: [], decisions: [], links: {} },
      messageId: contents[upTo(4)] ?? '',
      purpose: upTo(7) === 0 ? 'staff' : upTo(2) === 0 ? 'requested' : 'marketing',
      state: states[upTo(states.length)] ?? 'sent',
      channel: channels[upTo(5)],
      createdAt: new Date(begin),
      ...(sentAt && { sentAt }),
      isTest: upTo(12) === 0,
    }
  })
  const records: Records = {
    ...{ orders, touches },
    signs: touches.flatMap(({ _id: touchId, channel }) => [
      ...(channel === 'popup' && upTo(3) > 0
        ? [{ touchId, name: 'popup.shown' as const, at: aMoment(upTo) }]
        : []),
      ...some(2, () => ({ touchId, name: signNames[upTo(3)] ?? 'message.clicked', at: aMoment(upTo) })),
    ]),
    tasksDone: some(4, (n) => ({
      ...{ _id: `k${n}`, customerId: anyone(), doneAt: aMoment(upTo) },
      ...(upTo(9) === 0 && { isTest: true as const }),
    })),
    words: some(3, (n) => ({
      ...{ _id: `w${n}`, customerId: anyone(), at: aMoment(upTo) },
      ...(upTo(2) > 0 && { messageId: contents[upTo(4)] }),
    })),
    coupons: some(3, (n) => ({
      ...{ order: `shop:${n}` as const, state: upTo(4) === 0 ? ('locked' as const) : ('redeemed' as const) },
      ...{ amountFen: 1 + upTo(500), ...(upTo(9) === 0 && { isTest: true as const }) },
    })),
  }
  return { people, records }
}

/** Sums by what they are about, as `first|sms|sale`, `group|new`, `store|`, `weekday|3`. */
type Book = Record<string, number>
const note = (book: Book, key: string, fen: number): void => {
  if (fen !== 0) book[key] = (book[key] ?? 0) + fen
}

/** The second opinion: each order by itself, straight from the records, in exact fractions of the money. */
function byHand({ people, records }: Story): Book {
  const book: Book = {}
  for (const order of records.orders) {
    const buyer = people.find(({ _id, mergedFrom }) => [_id, ...mergedFrom].includes(order.customerId))
    const worth = (one: Order) =>
      (one.payment?.amountFen ?? 0) - (one.refunds ?? []).reduce((sum, { fen }) => sum + fen, 0)
    const net = worth(order)
    if (buyer === undefined || buyer.isTest || order.payment === undefined || net <= 0) continue
    const theirs = (id: string) => buyer._id === id || buyer.mergedFrom.includes(id)
    const paid = Number(order.payment.at)

    // Every sign of anything of ours, one after the other.
    const signs: { of: string; what: string; at: number }[] = []
    for (const touch of records.touches) {
      if (!theirs(touch.customerId) || touch.isTest || touch.purpose === 'staff') continue
      if (touch.messageId === 'notice' || ['failed', 'skipped', 'unknown'].includes(touch.state)) continue
      const what = `${touch.channel}|${touch.messageId}`
      if (touch.channel !== 'popup' && touch.sentAt)
        signs.push({ of: touch._id, what, at: Number(touch.sentAt) })
      for (const sign of records.signs)
        if (sign.touchId === touch._id) signs.push({ of: touch._id, what, at: Number(sign.at) })
    }
    for (const { _id, customerId, doneAt, isTest } of records.tasksDone)
      if (theirs(customerId) && !isTest)
        signs.push({ of: _id, what: 'followUp|followUp', at: Number(doneAt) })
    for (const { _id, customerId, at, messageId } of records.words)
      if (theirs(customerId) && messageId !== 'notice')
        signs.push({ of: _id, what: `words|${messageId ?? 'words'}`, at: Number(at) })
    const inWindow = signs
      .filter(({ at }) => at <= paid && paid - at <= 3 * dayMs)
      .sort((a, b) => a.at - b.at || (a.of < b.of ? -1 : 1))

    // The rank of a contact is that of its earliest sign.
    const ranked = [...new Map([...inWindow].reverse().map((sign) => [sign.of, sign.what]))].reverse()
    const order0 = ranked.sort(
      ([a], [b]) => inWindow.findIndex(({ of }) => of === a) - inWindow.findIndex(({ of }) => of === b),
    )
    if (order0.length === 0) {
      note(book, 'untouched', net)
      continue
    }
    const lastMoment = Math.max(...inWindow.map(({ at }) => at))
    const lastOnes = order0.filter(([id]) => inWindow.some(({ of, at }) => of === id && at === lastMoment))
    note(book, `first|${order0[0]?.[1]}`, net)
    note(book, `last|${lastOnes.at(-1)?.[1]}`, net)
    // A fen at a time, like dealing cards, would give the same: the quotient, and one more to the earliest.
    let left = net
    for (const [place, [, what]] of order0.entries()) {
      const share = Math.ceil(left / (order0.length - place))
      note(book, `linear|${what}`, share)
      left -= share
    }

    note(book, `store|${order.payment.storeId ?? ''}`, net)
    const local = new Date(paid + 8 * hourMs).getUTCDay()
    note(book, `weekday|${local === 0 ? 7 : local}`, net)
    const earlier = records.orders.filter((other) => {
      if (other.payment === undefined || !theirs(other.customerId) || worth(other) <= 0) return false
      const at = Number(other.payment.at)
      return at < paid || (at === paid && other._id < order._id)
    })
    const ago = earlier.map((other) => (paid - Number(other.payment?.at)) / dayMs)
    const spent = earlier.reduce((sum, other) => sum + worth(other), 0)
    const group =
      earlier.length === 0
        ? 'new'
        : Math.min(...ago) > 12
          ? 'returning'
          : spent > 40_000
            ? 'high'
            : earlier.length > 2
              ? 'regular'
              : 'potential'
    note(book, `group|${group}`, net)
    const coupons = records.coupons
      .filter((each) => each.order === order._id && each.state === 'redeemed' && !each.isTest)
      .reduce((sum, { amountFen = 0 }) => sum + amountFen, 0)
    note(book, 'coupons', coupons)
  }
  return book
}

const attributed = ({ people, records }: Story): Attribution[] =>
  historiesOf(people, records, rules.leaveOut).flatMap((person) => attributePerson(person, rules))

function ofTally(attributions: readonly Attribution[]): { book: Book; orders: number } {
  const tally = createTally()
  for (const one of attributions) tally.add(one)
  const { untouched, touched, contents: rows, groups, stores, weekdays } = tally.result()
  const book: Book = {}
  note(book, 'untouched', untouched.fen)
  for (const { channel, content, byModel } of rows)
    for (const model of attributionModels) note(book, `${model}|${channel}|${content}`, byModel[model].fen)
  for (const { group, fen } of groups) note(book, `group|${group}`, fen)
  for (const { storeId, fen } of stores) note(book, `store|${storeId ?? ''}`, fen)
  for (const { weekday, fen } of weekdays) note(book, `weekday|${weekday}`, fen)
  note(
    book,
    'coupons',
    rows.reduce((sum, { byModel }) => sum + byModel.linear.couponFen, 0),
  )
  // In every model and table each order stands once, and all of its money.
  const every = [
    ...attributionModels.map((model) => rows.map(({ byModel }) => byModel[model])),
    ...[groups, stores, weekdays],
  ]
  for (const sums of every) {
    expect(sums.reduce((sum, { fen }) => sum + fen, 0)).toBe(touched.fen)
    expect(sums.reduce((sum, { orders }) => sum + orders, 0)).toBe(touched.orders)
  }
  for (const model of ['first', 'last'] as const)
    expect(rows.reduce((sum, { byModel }) => sum + byModel[model].couponFen, 0)).toBe(book.coupons ?? 0)
  return { book, orders: touched.orders }
}

it('each model gives every content what somebody who works it out by hand gives it, to the fen', () => {
  let [orders, shared] = [0, 0]
  for (let seed = 0; seed < 1_000; seed += 1) {
    const story = aStory(seed)
    const given = attributed(story)
    const { book, orders: counted } = ofTally(given)
    expect([seed, book]).toEqual([seed, byHand(story)])
    orders += counted
    shared += given.filter(({ path }) => path.length > 1).length
  }
  // Else the dice would have proved little.
  expect(orders).toBeGreaterThan(500)
  expect(shared).toBeGreaterThan(200)
})
