import type { Place } from '../graph/written.ts'

/** Lists of the vocabulary to choose from. */
export type Source =
  | 'messages'
  | 'segments'
  | 'liveSegments'
  | 'batches'
  | 'events'
  | 'dates'
  | 'festivals'
  | 'sends'

export type Control =
  | { kind: 'text'; lines?: number; most?: number; placeholder?: string }
  | { kind: 'number'; least: number; most: number; unit?: string }
  /** `3 days`; with `months` also `1 month`. */
  | { kind: 'duration'; months?: true }
  /** `10:00-20:00` */
  | { kind: 'window' }
  | { kind: 'choice'; from: Source }
  | { kind: 'options'; options: readonly { value: string; label: string }[] }
  | { kind: 'yesNo' }
  | { kind: 'texts'; placeholder?: string }
  /** In their order, of those the material has something for. */
  | { kind: 'channels' }
  /** Where a way leads. */
  | { kind: 'step' }
  | { kind: 'rule' }
  | { kind: 'again' }
  | { kind: 'traits' }
  | { kind: 'items'; item: (value: unknown) => Field[]; make: () => unknown; one: string; least: number }
  /** What no form here can express, as it is written. */
  | { kind: 'yaml' }

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

/** Which way a value is written; null when no form knows it. */
export function shapeOf<T>(form: Form<T>, value: T): Shape<T> | null {
  return form.shapes.find((shape) => shape.holds(value)) ?? null
}
