import { type Case, createLife, type Life } from './life.ts'
import { looksAt, timesOf } from './occasions.ts'
import type { Explained, Passage } from './walk.ts'
import { minuteMs } from './words.ts'
import type { Happening, Somebody } from './written.ts'

/** Everything told of one person: their passages by id, and what they are like in the end. */
export interface Told {
  passages: Record<string, Passage>
  tags: string[]
  segments: string[]
  traits: Record<string, string>
  explained: Explained
}

export interface Times {
  begun: Date
  until: Date
}

/** Own traits, and those Kelu keeps that rules here ask about. */
export const tracedTraits = [
  'skin',
  'score',
  'due',
  'birthday',
  'ordersCount',
  'tier',
  'productViews',
  'lastOrderAt',
  'lastSeenAt',
]

/** When the daily look comes. */
export const dailyLook = '04:00'

/** Reads what becomes of a person, moment by moment. */
export function readLife(
  one: Case,
  somebody: Somebody,
  { begun, until, ...given }: Times & { id: string; chance(about: string): number },
): Told {
  const life = createLife(one, somebody, { ...given, begun })
  const happenings = spelledOut(somebody.life, { begun, id: given.id, journey: one.journey.journey })
  const moments = new Set([
    ...happenings.map(({ at }) => at.getTime()),
    ...looksAt(dailyLook, begun, until).map((at) => at.getTime()),
    ...ownMoments(one, begun, until).map((at) => at.getTime()),
  ])
  const looks = new Set(looksAt(dailyLook, begun, until).map((at) => at.getTime()))
  for (let now = begun.getTime(); ; ) {
    const next = Math.min(life.nextDue(), ...[...moments].filter((at) => at > now))
    if (next > until.getTime()) break
    now = next
    const at = new Date(now)
    for (const happening of happenings) if (happening.at.getTime() === now) live(life, happening)
    if (looks.has(now)) life.look(at)
    life.work(at)
  }
  return { ...told(life), explained: life.explain(until) }
}

function ownMoments({ journey: { entry } }: Case, begun: Date, until: Date): Date[] {
  if ('schedule' in entry) return timesOf(entry.schedule, begun, until)
  return 'trait' in entry && entry.at !== undefined ? looksAt(entry.at, begun, until) : []
}

/** A happening at its moment, with everything both engines must say alike. */
export type Lived = { at: Date; id: string } & (
  | { event: { name: string; at: Date; props: Record<string, unknown> } }
  | { change: { add?: string[]; remove?: string[]; traits?: Somebody['traits'] } }
  | { enters: true }
)

export function spelledOut(
  life: readonly Happening[],
  given: { begun: Date; id: string; journey: string },
): Lived[] {
  const after = (minutes: number) => new Date(given.begun.getTime() + minutes * minuteMs)
  return life
    .flatMap((happening, n): Lived[] => {
      const base = { at: after(happening.minute), id: `lived:${given.id}:${n}` }
      if ('does' in happening) {
        const { does: name, props = {}, lateBy = 0, toldAgainAfter } = happening
        const event = { name, at: after(happening.minute - lateBy), props }
        const again =
          toldAgainAfter === undefined
            ? []
            : [{ ...base, at: after(happening.minute + toldAgainAfter), event }]
        return [{ ...base, event }, ...again]
      }
      if ('clicks' in happening) {
        const props = { touchId: `${given.journey}:${given.id}:1:${happening.clicks}:1` }
        return [{ ...base, event: { name: 'message.clicked', at: base.at, props } }]
      }
      if ('tag' in happening) {
        const { add, remove } = happening.tag
        return [{ ...base, change: { ...(add && { add: [add] }), ...(remove && { remove: [remove] }) } }]
      }
      if ('trait' in happening)
        return [{ ...base, change: { traits: { [happening.trait]: happening.value } } }]
      return [{ ...base, enters: true }]
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime())
}

function live(life: Life, lived: Lived): void {
  if ('event' in lived) life.happens({ id: lived.id, ...lived.event }, lived.at)
  else if ('change' in lived) life.change(lived.change, lived.at)
  else life.enter(lived.id, lived.at)
}

function told({ walks, known }: Life): Omit<Told, 'explained'> {
  return {
    passages: Object.fromEntries(walks.map(({ id, record }) => [id, inOrder(record)])),
    tags: [...known.tags].sort(),
    segments: [...known.segments].sort(),
    traits: shown(known.traits),
  }
}

/** Steps of one moment in no order: what they are and when is what both can tell. */
export function inOrder({ path, given, ...record }: Passage): Passage {
  return { ...record, path: [...path].sort(), given: [...given].sort() }
}

export function shown(traits: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    tracedTraits.flatMap((name) => {
      const value = traits[name]
      if (value === undefined || value === null) return []
      return [[name, value instanceof Date ? value.toISOString() : String(value)]]
    }),
  )
}
