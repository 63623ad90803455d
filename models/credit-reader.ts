import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { eventSchema } from './events.ts'
import { groupSendPersonSchema } from './group-send-people.ts'
import { type Order, orderSchema } from './orders.ts'
import { taskSchema } from './tasks.ts'
import { touchSchema } from './touch.ts'

/** A message of a group-send that reached a customer. */
export interface ConfirmedSend {
  customerId: string
  /** userid, lower case. */
  sender: string
  at: Date
  /** Whether the customer followed a link of it. */
  clicked: boolean
}
export interface FinishedTask {
  customerId: string
  assignee: string
  doneAt: Date
}
/** What a salesperson sent from what was offered to them beside the chat. */
export interface SentWords {
  customerId: string
  staff: string
  at: Date
}

/** Told by the sidebar when a salesperson sent something into the chat. */
const wordsSent = 'staff.words_sent'

export type CreditReader = ReturnType<typeof createCreditReader>

/** Reads what is credited to salespeople: orders by payment, and what they did. Test customers are left out by who asks. */
export function createCreditReader(connection: Connection) {
  const orders = hotPathOf(connection, orderSchema)
  const people = hotPathOf(connection, groupSendPersonSchema)
  const touches = hotPathOf(connection, touchSchema)
  const tasks = hotPathOf(connection, taskSchema)
  const events = hotPathOf(connection, eventSchema)

  async function sendsOf(filter: object, from: Date, to: Date): Promise<ConfirmedSend[]> {
    const found = await people
      .find({ ...filter, outcome: 'sent' }, { projection: { groupSend: 1, touchId: 1, customerId: 1 } })
      .toArray()
    const sent = await touches
      .find(
        { _id: { $in: found.map(({ touchId }) => touchId) }, sentAt: { $gte: from, $lt: to } },
        { projection: { sentAt: 1, clicks: 1 } },
      )
      .toArray()
    const byId = new Map(sent.map((touch) => [touch._id, touch]))
    return found.flatMap(({ groupSend, touchId, customerId }) => {
      const touch = byId.get(touchId)
      if (touch?.sentAt === undefined) return []
      const sender = groupSend.slice(0, groupSend.indexOf(':')).toLowerCase()
      return [{ customerId, sender, at: touch.sentAt, clicked: (touch.clicks ?? 0) > 0 }]
    })
  }

  return {
    /** Orders paid in [from, to), some at a time. */
    async *paidOrders(from: Date, to: Date, pageSize = 500): AsyncGenerator<Order[]> {
      let page: Order[] = []
      for await (const order of orders.find({ 'payment.at': { $gte: from, $lt: to } } as object)) {
        page.push(order)
        if (page.length < pageSize) continue
        yield page
        page = []
      }
      if (page.length > 0) yield page
    },

    /** What was sent, in [from, to), to whoever had one of these ids. */
    sendsTo: (customerIds: readonly string[], from: Date, to: Date): Promise<ConfirmedSend[]> =>
      sendsOf({ customerId: { $in: [...customerIds] }, ...joinedFor(from, to) }, from, to),
    async tasksDoneFor(customerIds: readonly string[], from: Date, to: Date): Promise<FinishedTask[]> {
      const found = await tasks
        .find({ customerId: { $in: [...customerIds] }, state: 'done', doneAt: { $gte: from, $lt: to } })
        .toArray()
      return found.flatMap(finished)
    },
    async wordsTo(customerIds: readonly string[], from: Date, to: Date): Promise<SentWords[]> {
      const found = await events
        .find({ customerId: { $in: [...customerIds] }, name: wordsSent, at: { $gte: from, $lt: to } })
        .toArray()
      return found.map(asWords)
    },

    /** All that was sent in [from, to), some at a time. */
    async *sends(from: Date, to: Date, pageSize = 1_000): AsyncGenerator<ConfirmedSend[]> {
      let ids: string[] = []
      for await (const { _id } of people.find(
        { ...joinedFor(from, to), outcome: 'sent' },
        { projection: { _id: 1 } },
      )) {
        ids.push(_id)
        if (ids.length < pageSize) continue
        yield await sendsOf({ _id: { $in: ids } }, from, to)
        ids = []
      }
      if (ids.length > 0) yield await sendsOf({ _id: { $in: ids } }, from, to)
    },
    async *words(from: Date, to: Date, pageSize = 1_000): AsyncGenerator<SentWords[]> {
      let page: SentWords[] = []
      for await (const event of events.find({ name: wordsSent, at: { $gte: from, $lt: to } })) {
        page.push(asWords(event))
        if (page.length < pageSize) continue
        yield page
        page = []
      }
      if (page.length > 0) yield page
    },
    async *tasksDone(from: Date, to: Date, pageSize = 1_000): AsyncGenerator<FinishedTask[]> {
      let page: FinishedTask[] = []
      for await (const task of tasks.find({ doneAt: { $gte: from, $lt: to }, isTest: { $ne: true } })) {
        page.push(...finished(task))
        if (page.length < pageSize) continue
        yield page
        page = []
      }
      if (page.length > 0) yield page
    },
  }
}

/** Who joins a group-send waits for a working day of the sender, and nothing is confirmed after its day: longer than any holiday. */
const longestAwaitedMs = 14 * 86_400_000
const joinedFor = (from: Date, to: Date) => ({
  joinedAt: { $gte: new Date(from.getTime() - longestAwaitedMs), $lt: to },
})

function asWords({
  customerId,
  at,
  props,
}: {
  customerId: string
  at: Date
  props: Record<string, unknown>
}): SentWords {
  return { customerId, at, staff: String(props.staff).toLowerCase() }
}

function finished({
  customerId,
  assignee,
  doneAt,
}: {
  customerId: string
  assignee?: string
  doneAt?: Date
}): FinishedTask[] {
  return assignee === undefined || doneAt === undefined ? [] : [{ customerId, assignee, doneAt }]
}
