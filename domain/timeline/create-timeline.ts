import type { Customer } from '../../models/customer.ts'
import type { TimelinePlace, TimelineReader } from '../../models/customer-timeline.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { Touch } from '../../models/touch.ts'
import type { Published } from '../definitions/published.ts'
import { idsOf } from '../explanations/find-definition.ts'
import type { DefinitionKind } from '../language/definitions.ts'
import { createDefinitionNames } from './definition-names.ts'
import { eventLine } from './event-lines.ts'
import { kindOfEvent, namesOfKind, type TimelineKind, timelineKinds } from './kinds.ts'
import type { TimelineLine, TimelineNames } from './lines.ts'
import { sentDetail, unsentLine } from './touch-lines.ts'

export interface TimelinePage {
  lines: TimelineLine[]
  /** Where the next page begins; null on the last. */
  next: TimelinePlace | null
}

export type TimelineCounts = Record<TimelineKind, number>

export type Timeline = ReturnType<typeof createTimeline>

/** Everything that is kept of one person in one order, as long as the company keeps it (`retention`). */
export function createTimeline(deps: {
  reader: TimelineReader
  published: Pick<Published, 'snapshot' | 'version'>
  staffName: (userid: string) => Promise<string>
}) {
  const { reader, published, staffName } = deps
  const definitionNames = createDefinitionNames(published)

  async function namesFor(events: readonly KeluEvent[], touches: readonly Touch[]): Promise<TimelineNames> {
    const wanted = [...events.flatMap(definitionsIn), ...touches.flatMap(definitionsOf)]
    const userids = new Set(events.flatMap(staffIn))
    const staff = new Map<string, string>()
    for (const userid of userids) staff.set(userid, await staffName(userid))
    return { definition: await definitionNames(wanted), staff: (userid) => staff.get(userid) ?? userid }
  }

  return {
    /** The newest first. */
    async page(
      customer: Customer,
      ask: { kind: TimelineKind | null; after: TimelinePlace | null; limit: number },
    ): Promise<TimelinePage> {
      const { kind, after, limit } = ask
      const look = { customerIds: idsOf(customer), after, limit: limit + 1 }
      const [events, unsent] = await Promise.all([
        reader.events(look, namesOfKind(kind)),
        kind === null || kind === 'touches' ? reader.unsentTouches(look) : [],
      ])
      const touchIds = events.flatMap(({ name, props }) =>
        name === 'message.sent' && typeof props.touchId === 'string' ? [props.touchId] : [],
      )
      const sent = new Map(
        touchIds.length === 0 ? [] : (await reader.touchesById(touchIds)).map((touch) => [touch._id, touch]),
      )
      const names = await namesFor(events, unsent)
      const lines = [
        ...events.flatMap((event) => withFate(event, eventLine(event, names), sent)),
        ...unsent.map((touch) => unsentLine(touch, names)),
      ].sort(newestFirst)
      const shown = lines.slice(0, limit)
      const last = shown.at(-1)
      return { lines: shown, next: lines.length > limit && last ? { at: last.at, id: last.id } : null }
    },

    /** How many lines there are, by part. */
    async counts(customer: Customer): Promise<TimelineCounts> {
      const [byName, unsent] = await Promise.all([
        reader.countEvents(idsOf(customer)),
        reader.countUnsent(idsOf(customer)),
      ])
      const counts = Object.fromEntries(timelineKinds.map((kind) => [kind, 0])) as TimelineCounts
      for (const [name, n] of byName) {
        const kind = kindOfEvent(name)
        if (kind !== null) counts[kind] += n
      }
      counts.touches += unsent
      return counts
    },
  }
}

/** The line of a message that was sent says what became of it. */
function withFate(
  event: KeluEvent,
  line: TimelineLine | null,
  sent: ReadonlyMap<string, Touch>,
): TimelineLine[] {
  if (line === null) return []
  if (event.name !== 'message.sent') return [line]
  const detail = sentDetail(sent.get(String(event.props.touchId)))
  return [detail === undefined ? line : { ...line, detail }]
}

const newestFirst = (a: TimelineLine, b: TimelineLine): number =>
  b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1)

const propKinds: readonly [prop: string, kind: DefinitionKind][] = [
  ['journeyId', 'journey'],
  ['messageId', 'message'],
  ['segment', 'segment'],
  ['batchId', 'batch'],
]

function definitionsIn({ props, cause }: KeluEvent): { kind: DefinitionKind; id: string }[] {
  const named = propKinds.flatMap(([prop, kind]) => {
    const id = props[prop]
    return typeof id === 'string' ? [{ kind, id }] : []
  })
  const journey = cause?.split(':')[0]
  return journey === undefined ? named : [...named, { kind: 'journey', id: journey }]
}

function definitionsOf({ messageId, journeyId }: Touch): { kind: DefinitionKind; id: string }[] {
  return [
    { kind: 'message', id: messageId },
    ...(journeyId === undefined ? [] : [{ kind: 'journey' as const, id: journeyId }]),
  ]
}

function staffIn({ name, props }: KeluEvent): string[] {
  const values =
    name === 'customer.owner_changed'
      ? [props.old, props.new]
      : [props.staff, props.to, ...(props.who === 'staff' ? [props.by] : [])]
  return values.filter((value): value is string => typeof value === 'string')
}
