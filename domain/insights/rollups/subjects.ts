import type { CountedEvent, EventRecord } from '../../../models/events.ts'
import type { FigureReader, Reading } from '../../../models/figure-reader.ts'
import type { Order } from '../../../models/orders.ts'
import type { Run } from '../../../models/run.ts'
import { madeAtOf, type Task } from '../../../models/tasks.ts'
import { defersOf, mayBeTwice, outcomeOf, segmentsOf, type Touch } from '../../../models/touch.ts'
import { orderFacts } from '../../orders/order-facts.ts'
import { armOf, type Dims, dimsOf } from './dimensions.ts'
import { type Place, type Places, placesOf } from './places.ts'

/** A record at the moment it counts at. */
export interface Subject {
  id: string
  customerId: string
  at: Date
  dims: Dims
  /** Amounts metrics add up. */
  amounts: Readonly<Record<string, number>>
  /** What became of it, where metrics tell that apart. */
  outcome?: string
  /** Why a message was put off first. */
  putOff?: string
  /** Live segments its customer was in when it began; absent of what is not told apart by them. */
  segments?: readonly string[]
}

/** How subjects of one kind are found: the records of a moment, and what each says. Test accounts are no subjects. */
export interface SubjectKind {
  all(from: Date, to: Date): AsyncGenerator<Subject[]>
  /** The next records behind one, and how far that went: fewer subjects than records where some do not count. */
  some(
    from: Date,
    to: Date,
    after: { at: Date; id: string } | null,
    limit: number,
  ): Promise<{ subjects: Subject[]; next: { at: Date; id: string } | null }>
}

interface KindOf<T> {
  reading: Reading<T>
  at: (record: T) => Date
  /** Subjects of some records, which all count at or after `since`. */
  subjects(records: readonly T[], since: Date): Promise<Subject[]>
}

function kindOf<T extends { _id: string }>({ reading, at, subjects }: KindOf<T>): SubjectKind {
  return {
    async *all(from, to) {
      for await (const records of reading.all(from, to)) yield await subjects(records, from)
    },
    async some(from, to, after, limit) {
      const records = await reading.some(from, after, limit)
      const within = records.filter((record) => at(record) < to)
      const last = within.length === limit ? within.at(-1) : undefined
      return {
        subjects: await subjects(within, from),
        next: last === undefined ? null : { at: at(last), id: last._id },
      }
    },
  }
}

type Described<T> = (record: T, place: Place) => Omit<Subject, 'id' | 'customerId' | 'at'> | null

/** What records say by themselves and by who they are about. */
export async function described<T extends { _id: string; customerId: string }>(
  reader: FigureReader,
  records: readonly T[],
  since: Date,
  {
    at,
    as,
    isReal,
  }: { at: (record: T) => Date; as: Described<T>; isReal: (record: T, places: Places) => boolean },
): Promise<Subject[]> {
  const places = await placesOf(
    reader,
    records.map(({ customerId }) => customerId),
    since,
  )
  return records.flatMap((record) => {
    if (!isReal(record, places)) return []
    const { _id: id, customerId } = record
    const said = as(record, places.at(customerId, at(record)))
    return said === null ? [] : [{ id, customerId, at: at(record), ...said }]
  })
}

const unmarked = ({ isTest }: { isTest?: boolean }): boolean => isTest !== true
const yes = (is: boolean | undefined): string | undefined => (is ? 'yes' : undefined)

export type SubjectKinds = ReturnType<typeof createSubjectKinds>

/** Every kind of record that figures count, by the moment it counts at. */
export function createSubjectKinds(reader: FigureReader) {
  function runs(
    reading: Reading<Run>,
    at: (run: Run) => Date,
    more: (run: Run) => { step?: string; reason?: string } = () => ({}),
  ): SubjectKind {
    const as: Described<Run> = (run, place) => ({
      dims: dimsOf({ ...flowOf(run), ...more(run), ...place }),
      amounts: { valueFen: run.goalValueFen ?? 0 },
      segments: run.segments ?? [],
    })
    return kindOf<Run>({
      reading,
      at,
      subjects: (records, since) => described(reader, records, since, { at, as, isReal: unmarked }),
    })
  }

  const touches = kindOf<Touch>({
    reading: reader.touches,
    at: countedAt,
    subjects: (records, since) =>
      described(reader, records, since, { at: countedAt, as: touchAs, isReal: unmarked }),
  })

  /** What somebody did with a message goes by that message, whatever became of it since. */
  function signals(name: CountedEvent): SubjectKind {
    return kindOf<EventRecord>({
      reading: reader.events(name),
      at: happened,
      async subjects(records, since) {
        const found = await reader.touchesOf(records.map(({ props }) => String(props.touchId)))
        const byId = new Map(found.map((touch) => [touch._id, touch]))
        const touchOf = ({ props }: EventRecord) => byId.get(String(props.touchId))
        const as: Described<EventRecord> = (event, place) => {
          const touch = touchOf(event)
          const { journeyId, stepId, messageId, channel } = event.props
          const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
          return {
            dims: dimsOf({
              ...(touch && wayOf(touch)),
              ...{
                flow: text(journeyId),
                step: text(stepId),
                message: text(messageId),
                channel: text(channel),
              },
              ...place,
            }),
            amounts: {},
            segments: touch?.segments ?? [],
          }
        }
        const isReal = (event: EventRecord) => touchOf(event)?.isTest !== true
        return described(reader, records, since, { at: happened, as, isReal })
      },
    })
  }

  const orders = kindOf<Order>({
    reading: reader.orders,
    at: paidAt,
    subjects: (records, since) =>
      described(reader, records, since, {
        at: paidAt,
        as: orderAs,
        isReal: (order, places) =>
          order.own?.isTest !== true && !places.wasTest(order.customerId, paidAt(order)),
      }),
  })

  function tasks(
    reading: Reading<Task>,
    at: (task: Task) => Date,
    counts: (task: Task) => boolean,
    as: Described<Task>,
  ): SubjectKind {
    const isReal = (task: Task) => unmarked(task) && counts(task)
    return kindOf<Task>({
      reading,
      at,
      subjects: (records, since) => described(reader, records, since, { at, as, isReal }),
    })
  }
  const asTask: Described<Task> = (_, place) => ({ dims: dimsOf(place), amounts: {} })

  const accepted = kindOf<EventRecord>({
    reading: reader.events('task.accepted'),
    at: happened,
    async subjects(records, since) {
      const found = await reader.tasksOf(records.map(({ props }) => String(props.taskId)))
      const tests = new Set(found.filter(({ isTest }) => isTest).map(({ _id }) => _id))
      return described(reader, records, since, {
        at: happened,
        as: (_, place) => ({ dims: dimsOf(place), amounts: {} }),
        isReal: ({ props }) => !tests.has(String(props.taskId)),
      })
    },
  })

  return {
    runsStarted: runs(reader.runsStarted, ({ startedAt }) => startedAt),
    runsEnded: runs(
      reader.runsEnded,
      ({ endedAt }) => endedAt ?? never(),
      ({ stepId, endReason }) => ({
        step: stepId,
        reason: endReason,
      }),
    ),
    goalsMet: runs(reader.goalsMet, ({ goalMetAt }) => goalMetAt ?? never()),
    touches,
    opens: signals('message.opened'),
    clicks: signals('message.clicked'),
    popupClicks: signals('popup.clicked'),
    replies: signals('message.replied'),
    orders,
    tasksMade: tasks(
      reader.tasksMade,
      ({ createdAt }) => createdAt,
      (task) => madeAtOf(task) !== undefined,
      asTask,
    ),
    tasksAccepted: accepted,
    tasksDone: tasks(
      reader.tasksDone,
      ({ doneAt }) => doneAt ?? never(),
      () => true,
      ({ result }, place) => ({ dims: dimsOf({ reason: result, ...place }), amounts: {} }),
    ),
  } satisfies Record<string, SubjectKind>
}

const countedAt = (touch: Touch): Date => touch.countedAt ?? never()
const paidAt = (order: Order): Date => order.payment?.at ?? never()
const happened = ({ at }: EventRecord): Date => at

const flowOf = ({ journeyId, versionId, arms, holdout }: Run) => ({
  flow: journeyId,
  version: versionId,
  arm: armOf(arms),
  holdout: yes(holdout),
})
const wayOf = ({ versionId, arms, plan }: Touch) => ({
  version: versionId,
  arm: armOf(arms),
  holdout: yes(plan?.holdout),
})

function touchAs(touch: Touch, place: Place): ReturnType<Described<Touch>> {
  const outcome = outcomeOf(touch)
  if (outcome === null) return null
  const { journeyId, stepId, messageId, channel, standsBy, machineOpens = 0 } = touch
  const [putOff] = defersOf(touch)
  return {
    outcome,
    ...(putOff !== undefined && { putOff }),
    segments: touch.segments ?? [],
    dims: dimsOf({
      ...wayOf(touch),
      ...{ flow: journeyId, step: stepId, message: messageId, channel },
      reason: outcome === 'sent' ? undefined : standsBy?.reason,
      ...place,
    }),
    amounts: {
      ...{ segments: segmentsOf(touch), machineOpens, twice: mayBeTwice(touch) ? 1 : 0 },
      lagMs: Math.max(0, countedAt(touch).getTime() - touch.createdAt.getTime()),
    },
  }
}

function orderAs(order: Order, { store, ...place }: Place): ReturnType<Described<Order>> {
  const { paidFen, netFen, isCounted, storeId } = orderFacts(order)
  return {
    outcome: isCounted ? 'kept' : 'returned',
    // Where it was bought; of one bought nowhere in particular whose customer it is.
    dims: dimsOf({ ...place, store: storeId ?? store }),
    amounts: { paidFen, netFen },
  }
}

/** The index of a moment gives nobody without it. */
function never(): never {
  throw new TypeError('a record without its moment')
}
