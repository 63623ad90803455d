import type { Caller } from '../members/caller.ts'
import type { Change } from './change.ts'
import type { SeenDraft } from './publish-drafts.ts'

/** What somebody is about to publish. */
export interface Intended {
  change: Change
  /** Drafts it publishes, as they were seen; they are removed by their publication. */
  drafts: readonly SeenDraft[]
}

/** 复核: why a second person must agree first, as a sentence (zh-CN); null when it may be done at once. */
export type ReviewNeeded = (intended: Intended, caller: Caller) => Promise<string | null>

/** Has it wait for the second person; gives the id of the review. */
export type AskReview = (
  intended: Intended,
  asked: { title: string; note: string },
  caller: Caller,
) => Promise<string>
