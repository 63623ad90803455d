import type { BsonDocument } from '../bson/value.ts'

/** One stage at work on the documents of one command. */
export interface Stage {
  /** What it passes on for one document, or for so many that are alike in all of `needs`. */
  take(document: BsonDocument, times?: number): BsonDocument[]
  /** The only paths it reads; absent = the whole document. */
  needs?: readonly string[]
  /** What it passes on when nothing more comes. */
  end?(): BsonDocument[]
  /** It needs no more documents. */
  full?(): boolean
}
