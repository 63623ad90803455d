import type { Customer, Tag } from '../../../models/customer.ts'
import type { Preference } from './preferences-of.ts'

/**
 * The tags with these preferences instead of those there were. One that still holds keeps its time and gets the new reason; a tag
 * of that name that somebody or something else has set is theirs and stays as it is.
 */
export function withPreferences(
  tags: Customer['tags'],
  wanted: readonly Preference[],
  now: Date,
): Customer['tags'] {
  const reasons = new Map(wanted.map(({ name, reason }) => [name, reason]))
  const kept = tags.flatMap((tag): Tag[] => {
    if (tag.kind !== 'preference') return [tag]
    const reason = reasons.get(tag.name)
    return reason === undefined ? [] : [{ ...tag, reason }]
  })
  const names = new Set(kept.map(({ name }) => name))
  const given = wanted
    .filter(({ name }) => !names.has(name))
    .map(({ name, reason }): Tag => ({ name, kind: 'preference', at: now, reason }))
  return [...kept, ...given]
}
