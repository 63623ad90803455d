import type { Customer, Tag } from '../../models/customer.ts'
import { cleanLine } from '../text/clean-line.ts'

/** Where tags come from that members put on in WeCom. */
export const fromWecom = 'wecom'

/**
 * Makes the tags that come from WeCom those of the friendships that last: whatever any member put on. `names` by the id of the corp
 * tag; what stands in none of them is not to be taken over. A tag of that name that somebody set otherwise stays theirs.
 */
export function projectCorpTags(draft: Customer, names: ReadonlyMap<string, string>, now: Date): void {
  const wanted = new Set(
    draft.follows
      .filter(({ removedAt }) => removedAt === undefined)
      .flatMap(({ tags }) => tags ?? [])
      .flatMap((id) => names.get(id) ?? [])
      .map(cleanLine)
      .filter((name) => name !== ''),
  )
  draft.tags = draft.tags.filter(({ name, source }) => source !== fromWecom || wanted.has(name))
  const has = new Set(draft.tags.map(({ name }) => name))
  const added = [...wanted].filter((name) => !has.has(name))
  draft.tags.push(...added.map((name): Tag => ({ name, kind: 'base', source: fromWecom, at: now })))
}
