import type { Place } from '../graph/written.ts'

/** Lists of the vocabulary to choose from. */
export type Source =
  | 'messages'
  | 'segments'
  | 'liveSegments'
  | 'batches'
  | 'receivers'
  | 'events'
  | 'dates'
  | 'festivals'
  | 'sends'
  /** What the event that begins the flow says of itself, as text. */
  | 'entryProps'
  /** What the event that is the goal says of itself, as a number. */
  | 'goalProps'

export type Control =
  | { kind: 'text'; lines?: number; most?: number; placeholder?: string }
  | { kind: 'number'; least: number; most: number; unit?: string }
  /** `3 days`; with `months` also `1 month`. */
  | { kind: 'duration'; months?: true }
  /** `10:00-20:00` */
  | { kind: 'window' }
  /** `10:00` */
  | { kind: 'clock' }
  /** `2026-12-31T10:00:00+08:00` */
  | { kind: 'moment' }
  /** Working days, days of the week, a day of the month. */
  | { kind: 'days' }
  /** Again and again, or once. */
  | { kind: 'schedule' }
  | { kind: 'choice'; from: Source }
  | { kind: 'options'; options: readonly { value: string; label: string }[] }
  | { kind: 'yesNo' }
  | { kind: 'texts'; placeholder?: string }
  /** In their order, of those the material has something for. */
  | { kind: 'channels' }
  /** Where a way leads. */
  | { kind: 'step' }
  /** Conditions on the customer; those of a step may also ask what the run knows. */
  | { kind: 'rule'; of: 'customer' | 'run' }
  /** What the event beside it must say of itself. */
  | { kind: 'where'; of: 'customer' | 'run' }
  | { kind: 'again' }
  | { kind: 'traits' }
  | { kind: 'items'; item: (value: unknown) => Field[]; adds: readonly Add[]; least: number }
  /** Fields that come and go together. */
  | { kind: 'part'; add: Add; drop: string; fields: readonly Field[] }
  /** What no form here can express, as it is written. */
  | { kind: 'yaml' }

/** How something new begins. */
export interface Add {
  label: string
  make(): unknown
}

export interface Field {
  place: Place
  label: string
  control: Control
  note?: string
  /** Left empty it is taken away. */
  optional?: true
}

/** One of several ways to write the same thing. */
export interface Shape<T> {
  label: string
  holds(value: T): boolean
  /** As it begins when it is chosen. */
  make(value: T): T
  fields: Field[]
}

export interface Form<T> {
  /** Several shapes, one of which holds; the first is a new one's. */
  shapes: Shape<T>[]
  /** Below, whatever the shape. */
  fields: Field[]
}

/** Places of faults begin with that of their field. */
export function isAt(field: string, place: Place): boolean {
  const path = place.join('.')
  return field === path || field.startsWith(`${path}.`)
}

/** The same faults as the value at a place has them. */
export function faultsInside<F extends { field: string }>(faults: readonly F[], place: Place): F[] {
  const path = place.join('.')
  return faults
    .filter(({ field }) => isAt(field, place))
    .map((fault) => ({ ...fault, field: fault.field.slice(path.length + 1) }))
}

/** Whether a control says by itself what is wrong inside of it. */
export const tellsInside = ({ kind }: Control): boolean => ['items', 'part', 'rule'].includes(kind)

/** Which way a value is written; null when no form knows it. */
export function shapeOf<T>(form: Form<T>, value: T): Shape<T> | null {
  return form.shapes.find((shape) => shape.holds(value)) ?? null
}
