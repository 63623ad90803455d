import type { Tag } from '../../models/customer.ts'
import { followsProfile } from './base-tags.ts'
import { fromWecom } from './corp-tags.ts'
import { followsBehaviour } from './traits/rule-tags.ts'
import { followsSpend } from './traits/spend-tag.ts'
import { followsTier } from './traits/tier.ts'

/** Whether Kelu keeps a tag by itself: taken off by hand, it would come back. */
export function isTagKept(tag: Pick<Tag, 'name' | 'kind' | 'source'>): boolean {
  return (
    tag.source === fromWecom ||
    followsProfile(tag) ||
    followsBehaviour(tag) ||
    followsTier(tag) ||
    followsSpend(tag)
  )
}
