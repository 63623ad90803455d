import type { WecomState } from './state.ts'

/** Deletes corp tags, from every pair that has them; a group whose last tag goes disappears. */
export function takeTagsOff(state: WecomState, ids: ReadonlySet<string>): void {
  for (const group of state.tagGroups) group.tags = group.tags.filter(({ id }) => !ids.has(id))
  for (const pair of state.friendships.all()) for (const id of ids) pair.tags.delete(id)
  state.tagGroups = state.tagGroups.filter((group) => group.tags.length > 0)
}
