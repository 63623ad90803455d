import { DateTime } from 'luxon'
import type { TraitValue } from '../../models/customer.ts'

/** A trait as an instant: a date as it is, `2026-03-05` as that day's beginning in `zone`. Null when it is no date. */
export function dateOfTrait(value: TraitValue | undefined, zone: string): Date | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value
  if (typeof value !== 'string') return null
  const read = DateTime.fromISO(value, { zone })
  return read.isValid ? read.toJSDate() : null
}
