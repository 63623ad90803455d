import type { KeluEvent } from '../../../models/event.ts'
import type { PreferenceRuleDefinition } from '../../language/preference-rule.ts'
import { defaultZone, isoDay, localTime } from '../../local-time.ts'
import type { CountedOrder } from '../traits/order-ledger.ts'

/** What speaks for and against preferences, of one window, oldest first. */
export interface Evidence {
  events: readonly KeluEvent[]
  orders: readonly CountedOrder[]
}

/** From the first instant on, up to but without the last. */
export interface Window {
  from: Date
  until: Date
}

/** Something a rule found to hold. `share` is of all that could speak for it, 0 to 1. */
export interface Found {
  tag: string
  count: number
  of: number
  share: number
  /** Of a category. */
  score?: number
  /** The part of the full price that was taken off, of orders. */
  discountShare?: number
  /** What speaks for it, oldest first. */
  by: readonly Told[]
}

/** That an event told of something. */
export interface Told {
  event: string
  at: Date
}

/** What one kind of evidence says by a rule of that kind. */
export type Judge<K extends PreferenceRuleDefinition['evidence']> = (
  rule: Extract<PreferenceRuleDefinition, { evidence: K }>,
  evidence: Evidence,
  window: Window,
) => Found[]

/** Whole days of the shop up to the beginning of the day of `at`. */
export function windowBefore(at: Date, days: number): Window {
  const until = localTime(at, defaultZone).startOf('day')
  return { from: until.minus({ days }).toJSDate(), until: until.toJSDate() }
}

export const dayOf = (at: Date): string => isoDay(at, defaultZone)

/** A category or topic as it was told; null for what says nothing: none, and 其他. */
export function nameIn(told: unknown): string | null {
  const name = typeof told === 'string' ? told.trim() : ''
  return name === '' || name === '其他' ? null : name
}

/** Sums of halves are not exact: what lacks less than this is there. */
const hair = 1e-9

export const reaches = (value: number, bound: number): boolean => value >= bound - hair

/** By time, at one moment by code point of the id. */
export const oldestFirst = (a: Told, b: Told): number =>
  a.at.getTime() - b.at.getTime() || byCodePoint(a.event, b.event)

/** UTF-16 would put an emoji before a full-width letter. */
export function byCodePoint(a: string, b: string): number {
  const [ours, theirs] = [[...a], [...b]]
  for (const [place, letter] of ours.entries()) {
    const other = theirs[place]
    if (other === undefined) return 1
    const apart = (letter.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0)
    if (apart !== 0) return apart
  }
  return ours.length - theirs.length
}
