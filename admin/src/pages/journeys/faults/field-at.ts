import { entryForm, entryOf, journeyFields } from '../drawer/entry-form.ts'
import { type Field, isAt, shapeOf } from '../drawer/fields.ts'
import { formOf } from '../drawer/step-forms.ts'
import { at, type Journey, kindOf, stepsOf } from '../graph/written.ts'

/** A field people fill in, and what lies behind it inside its value. */
export interface FoundField {
  field: Field
  rest: string[]
}

/** The field of a form that a dotted place is in; null when no form has one there. */
export function fieldAt(journey: Journey, stepId: string | null, path: string): FoundField | null {
  const parts = path.split('.')
  if (stepId === null) {
    if (parts[0] !== 'entry') return find(journeyFields, journey, parts)
    const entry = entryOf(journey)
    return find(shapeOf(entryForm, entry)?.fields ?? [], entry, parts.slice(1))
  }
  const step = stepsOf(journey)[stepId]
  const kind = step && kindOf(step)
  if (!kind) return null
  const form = formOf(kind)
  return find([...(shapeOf(form, step)?.fields ?? []), ...form.fields], step, parts)
}

function find(fields: readonly Field[], value: unknown, path: string[]): FoundField | null {
  const field = fields.find(({ place }) => isAt(path.join('.'), place))
  if (!field) return null
  const rest = path.slice(field.place.length)
  const inside = at(value, field.place)
  const { control } = field
  if (control.kind === 'part') return find(control.fields, inside, rest) ?? { field, rest }
  if (control.kind !== 'items' || rest.length < 2) return { field, rest }
  const item = at(inside, [Number(rest[0])])
  return find(control.item(item), item, rest.slice(1)) ?? { field, rest }
}
