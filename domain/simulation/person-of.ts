import type { Customer } from '../../models/customer.ts'
import type { Entry } from '../../models/entries.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { Run } from '../../models/run.ts'
import { customerAsOf, customerAtFirst } from '../customers/as-of.ts'
import { customerField } from '../customers/traits/table.ts'
import type { BuyerRules } from '../language/buyer-rules.ts'
import { givenChange } from './given-changes.ts'
import { byTime, type Happening } from './happening.ts'
import type { Person } from './person.ts'
import { type RecordedAnswers, recordedAnswers } from './recorded-answers.ts'
import type { Records } from './records.ts'
import { slotOf, slotsAsOf } from './slots-as-of.ts'
import type { Stretch } from './walk.ts'

/** Whose answers people give in a simulation. */
export type AnswersGiven = 'recorded' | 'drawn'

interface Of {
  journeyId: string
  stretch: Stretch
  answers: AnswersGiven
  /** What buyers are sorted by. */
  buyerRules?: BuyerRules
  /** Segments whose members the simulation works out itself. */
  isSimulatedSegment(id: string): boolean
}

/**
 * A customer at the beginning of a stretch, and what happened to them in it: everything but what the journey itself did there,
 * which is what is to be found out. Null for somebody nobody knew by its end.
 */
export function personOf(records: Records, of: Of): (Person & { recorded: RecordedAnswers }) | null {
  const { stretch, journeyId } = of
  const { customer: present } = records
  if (present.createdAt >= stretch.to) return null
  const isNew = present.createdAt > stretch.from
  const since = isNew ? present.createdAt : stretch.from
  const events = records.events.map((event) =>
    event.customerId === present._id ? event : { ...event, customerId: present._id },
  )
  const then = isNew
    ? customerAtFirst(present, events, of.buyerRules)
    : customerAsOf(present, events, since, of.buyerRules)
  if (then === null) return null
  const runs = records.runs.map((run) => ({ ...run, customerId: present._id }))
  const own = runs.filter(({ startedAt }) => isNew || startedAt > stretch.from)
  const isOwn = (id: unknown) => typeof id === 'string' && own.some((run) => id.startsWith(`${run._id}:`))
  const known = events.filter(({ receivedAt }) => !isNew && receivedAt <= since)
  const during = events.filter(({ receivedAt }) => receivedAt < stretch.to && (isNew || receivedAt > since))
  const ownTouches = records.touches.filter(({ _id }) => isOwn(_id))
  const otherTouches = records.touches.filter(({ _id }) => !isOwn(_id))
  const about = during.filter(({ props, cause }) => isOwn(props.touchId) || isOwn(cause))
  const recorded = recordedAnswers(ownTouches, about)
  const ids = new Set(events.map(({ _id }) => _id))
  const outside = during.flatMap((event) => fromOutside(event, { ...of, isOwn, ids, present }))
  const slots = otherTouches.flatMap((touch): Happening[] => {
    const slot = slotOf(touch)
    return slot !== null && slot.at > since && slot.at < stretch.to
      ? [{ at: slot.at, kind: 'slot', slot }]
      : []
  })
  const earlier = runs.filter((run) => !own.includes(run))
  const standing = earlier.filter(({ endedAt }) => endedAt === undefined || endedAt > since)
  return {
    since,
    customer: { ...then, mergedFrom: [], slots: slotsAsOf(otherTouches, since) },
    history: known,
    entries: entriesOf(journeyId, earlier),
    standing,
    happenings: [
      ...outside,
      ...slots,
      ...standing.flatMap(endOf),
      ...(of.answers === 'recorded' ? recorded.happenings : []),
    ].sort(byTime),
    recorded,
  }
}

interface Around extends Of {
  /** Whether this belongs to a run of the journey that began in the stretch. */
  isOwn(id: unknown): boolean
  ids: ReadonlySet<string>
  present: Customer
}

/** What came from outside of the journey and of what the engine makes of events by itself. */
function fromOutside(event: KeluEvent, around: Around): Happening[] {
  const { name, source, props, cause } = event
  const { answers, isOwn } = around
  const again = (): Happening[] => {
    const { seq: _seq, receivedAt, cause: _cause, ...heard } = event
    const pulls: Happening[] =
      name === 'miniprogram.entered' && answers === 'drawn' ? [{ at: receivedAt, kind: 'popups' }] : []
    return [{ at: receivedAt, kind: 'event', event: heard }, ...pulls]
  }
  if (source === 'kelu' && event.seq !== undefined) {
    if (name === 'customer.created') return again()
    const isDerived = isOwn(cause) || (cause === undefined ? isKeptByKelu(event) : around.ids.has(cause))
    const change = isDerived ? null : givenChange(event, around.present)
    return change === null ? [] : [change]
  }
  if (source === 'segments') return around.isSimulatedSegment(String(props.segment)) ? [] : again()
  if (source === 'journeys') return isOwn(`${props.runId}:`) ? [] : again()
  if (name === 'intent.reached') return []
  if (name === 'task.created')
    return isOwn(props.taskId) || around.ids.has(String(props.taskId)) ? [] : again()
  if (isOwn(props.taskId)) return answers === 'recorded' ? again() : []
  if (isOwn(props.touchId))
    return answers === 'recorded' && name.startsWith('popup.') && source !== 'outreach' ? again() : []
  if (name === 'coupon.granted' && isOwn(event._id.slice('coupon:'.length))) return []
  return again()
}

/** Of a change whose cause was not kept: what events alone move. */
function isKeptByKelu({ name, props }: KeluEvent): boolean {
  if (name === 'customer.trait_changed') {
    const field = customerField(String(props.trait))
    return field !== null && field.settable !== true
  }
  return name === 'customer.tag_added' && props.kind === 'rule'
}

function endOf({ _id: runId, endedAt, endReason }: Run): Happening[] {
  return endedAt === undefined
    ? []
    : [{ at: endedAt, kind: 'runEnded', runId, reason: endReason ?? 'completed' }]
}

/** How often somebody had entered, told from the runs that began. */
function entriesOf(journeyId: string, runs: readonly Run[]): Entry[] {
  const entries = new Map<string, Entry>()
  for (const run of [...runs].sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime())) {
    const mark = run._id.lastIndexOf(':')
    const _id = run._id.slice(0, mark)
    const known = entries.get(_id)
    entries.set(_id, {
      _id,
      journeyId,
      customerId: run.customerId,
      count: Number(run._id.slice(mark + 1)),
      lastEnteredAt: run.startedAt,
      lastRunId: run._id,
      causes: [...(known?.causes ?? []), run.cause],
    })
  }
  return [...entries.values()]
}
