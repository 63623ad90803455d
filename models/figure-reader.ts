import type { Collection, Document } from 'mongodb'
import type { Connection } from 'mongoose'
import { type After, behind } from './by-moment.ts'
import { hotPathOf } from './collection.ts'
import { type Customer, customerSchema } from './customer.ts'
import { type CountedEvent, type EventRecord, eventSchema } from './events.ts'
import { type Order, orderSchema } from './orders.ts'
import { type Run, runSchema } from './run.ts'
import { type Task, taskSchema } from './tasks.ts'
import { type Touch, touchSchema } from './touch.ts'

const pageSize = 500

const fieldsOf = (...names: string[]): Document => Object.fromEntries(names.map((name) => [name, 1]))
const runFields = fieldsOf(
  ...['customerId', 'journeyId', 'versionId', 'stepId', 'arms', 'segments', 'holdout', 'isTest'],
  ...['startedAt', 'endedAt', 'endReason', 'goalMetAt', 'goalValueFen'],
)
const touchFields = fieldsOf(
  ...[
    'customerId',
    'journeyId',
    'versionId',
    'stepId',
    'runId',
    'arms',
    'segments',
    'messageId',
    'channel',
    'purpose',
    'isTest',
  ],
  ...['state', 'createdAt', 'sentAt', 'countedAt', 'standsBy', 'machineOpens', 'plan.holdout'],
  ...['attempts.outcome', 'attempts.segments', 'attempts.possibleDuplicate'],
  ...['decisions.verdict', 'decisions.reason'],
)
const eventFields = fieldsOf('customerId', 'name', 'at', 'props')
const orderFields = fieldsOf('customerId', 'payment', 'placed', 'refunds', 'own.isTest', 'state')
const taskFields = fieldsOf('customerId', 'state', 'createdAt', 'doneAt', 'result', 'assignee', 'isTest')
const customerFields = fieldsOf(
  ...['homeStore', 'profile.region', 'profile.sourceChannel', 'isTest', 'mergedInto'],
  ...['outbox._id', 'outbox.name', 'outbox.at', 'outbox.seq', 'outbox.props'],
)

/** What is read of a customer for figures. */
export type FigureCustomer = Pick<
  Customer,
  '_id' | 'homeStore' | 'isTest' | 'mergedInto' | 'profile' | 'outbox'
>
/** What a customer's journal tells of a change of their profile. */
export type ToldChange = Pick<EventRecord, '_id' | 'customerId' | 'name' | 'at' | 'seq' | 'props'>
/** Events that tell of changes of a profile: one by one, and all a merge made. */
export const changeNames = ['customer.profile_changed', 'customer.merged'] as const

/** Records that count at a moment, read in either of two ways. */
export interface Reading<T> {
  /** All with the moment in [from, to), some at a time. */
  all(from: Date, to: Date): AsyncGenerator<T[]>
  /** The first of them by moment and id, behind one; no later than that moment is not looked at. */
  some(from: Date, after: After | null, limit: number): Promise<T[]>
}

export type FigureReader = ReturnType<typeof createFigureReader>

/** The records figures are made of, each by the index of the moment it counts at. */
export function createFigureReader(connection: Connection) {
  const runs = hotPathOf(connection, runSchema)
  const touches = hotPathOf(connection, touchSchema)
  const events = hotPathOf(connection, eventSchema)
  const orders = hotPathOf(connection, orderSchema)
  const tasks = hotPathOf(connection, taskSchema)
  const customers = hotPathOf(connection, customerSchema)

  function byMoment<T extends { _id: string }>(
    from: Collection<T>,
    field: string,
    projection: Document,
    where: object = {},
  ): Reading<T> {
    const collection = from as unknown as Collection<T & Document>
    return {
      async *all(begin, end) {
        const found = collection.find({ ...where, [field]: { $gte: begin, $lt: end } } as never, {
          projection,
          batchSize: pageSize,
        })
        let page: T[] = []
        for await (const record of found) {
          page.push(record as unknown as T)
          if (page.length < pageSize) continue
          yield page
          page = []
        }
        if (page.length > 0) yield page
      },
      some: (begin, after, limit) =>
        behind<T>(
          { collection, where, field, direction: 'rising', from: begin, projection } as never,
          after,
          limit,
        ),
    }
  }

  return {
    runsStarted: byMoment<Run>(runs, 'startedAt', runFields),
    runsEnded: byMoment<Run>(runs, 'endedAt', runFields),
    goalsMet: byMoment<Run>(runs, 'goalMetAt', runFields),
    touches: byMoment<Touch>(touches, 'countedAt', touchFields),
    events: (name: CountedEvent) => byMoment<EventRecord>(events, 'at', eventFields, { name }),
    orders: byMoment<Order>(orders, 'payment.at', orderFields),
    tasksMade: byMoment<Task>(tasks as never, 'createdAt', taskFields),
    tasksDone: byMoment<Task>(tasks as never, 'doneAt', taskFields),

    touchesOf: (ids: readonly string[]): Promise<Touch[]> =>
      touches.find({ _id: { $in: [...ids] } }, { projection: touchFields }).toArray(),
    tasksOf: (ids: readonly string[]): Promise<Pick<Task, '_id' | 'isTest'>[]> =>
      tasks.find({ _id: { $in: [...ids] } }, { projection: { isTest: 1 } }).toArray(),
    customersOf: (ids: readonly string[]): Promise<FigureCustomer[]> =>
      customers.find({ _id: { $in: [...ids] } }, { projection: customerFields }).toArray(),
    /** What was changed of these customers' profiles after that, as far as it is published. */
    changesOf: (customerIds: readonly string[], after: Date): Promise<ToldChange[]> =>
      events
        .find(
          { customerId: { $in: [...customerIds] }, name: { $in: [...changeNames] }, at: { $gt: after } },
          { projection: { customerId: 1, name: 1, at: 1, seq: 1, props: 1 } },
        )
        .toArray(),
  }
}
