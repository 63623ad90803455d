import type { CouponGrant } from '../../models/coupons.ts'
import type { Customer } from '../../models/customer.ts'
import type { Order } from '../../models/orders.ts'
import type { Task } from '../../models/tasks.ts'
import type { Touch } from '../../models/touch.ts'
import type { PersonHistory } from './attribute.ts'
import { type Contact, contactOfTouch, type Sign } from './contact.ts'

/** Words a salesperson sent into the chat. */
export interface SentWords {
  _id: string
  customerId: string
  at: Date
  messageId?: string
}

/** What is kept of some people, each record under the id they had at the time. */
export interface Records {
  orders: readonly Order[]
  touches: readonly Touch[]
  signs: readonly Sign[]
  tasksDone: readonly Pick<Task, '_id' | 'customerId' | 'doneAt' | 'isTest'>[]
  words: readonly SentWords[]
  /** Those an order holds. */
  coupons: readonly Pick<CouponGrant, 'order' | 'state' | 'amountFen' | 'isTest'>[]
}

type Person = Pick<Customer, '_id' | 'mergedFrom' | 'isTest'>

/** Pure: the records of each of these people put together; two who have become one are one from the beginning. */
export function historiesOf(
  people: readonly Person[],
  records: Records,
  leaveOut: readonly string[],
): PersonHistory[] {
  const ownerOf = new Map(
    people.flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom].map((id) => [id, _id] as const)),
  )
  const orders = grouped(records.orders, ({ customerId }) => ownerOf.get(customerId))
  const contacts = grouped(contactsOf(records, new Set(leaveOut)), ({ customerId }) =>
    ownerOf.get(customerId),
  )
  const couponFen = new Map<string, number>()
  for (const { order, state, amountFen = 0, isTest } of records.coupons) {
    if (order === undefined || state !== 'redeemed' || isTest) continue
    couponFen.set(order, (couponFen.get(order) ?? 0) + amountFen)
  }
  return people.map(({ _id, isTest }) => ({
    customerId: _id,
    isTest,
    orders: orders.get(_id) ?? [],
    contacts: contacts.get(_id) ?? [],
    couponFen,
  }))
}

function contactsOf(
  { touches, signs, tasksDone, words }: Records,
  leaveOut: ReadonlySet<string>,
): (Contact & { customerId: string })[] {
  const signsOf = grouped(signs, ({ touchId }) => touchId)
  return [
    ...touches.flatMap((touch) => {
      const contact = contactOfTouch(touch, signsOf.get(touch._id) ?? [], leaveOut)
      return contact === null ? [] : [{ ...contact, customerId: touch.customerId }]
    }),
    ...tasksDone.flatMap(({ _id: id, customerId, doneAt, isTest }) =>
      doneAt === undefined || isTest
        ? []
        : [{ id, customerId, channel: 'followUp' as const, content: 'followUp', moments: [doneAt] }],
    ),
    ...words.flatMap(({ _id: id, customerId, at, messageId: content = 'words' }) =>
      leaveOut.has(content) ? [] : [{ id, customerId, channel: 'words' as const, content, moments: [at] }],
    ),
  ]
}

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}
