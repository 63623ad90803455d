import type { BsonDocument } from '../bson/value.ts'

/** One stage at work on the documents of one command. */
export interface Stage {
  /** What it passes on for one document. */
  take(document: BsonDocument): BsonDocument[]
  /** What it passes on when nothing more comes. */
  end?(): BsonDocument[]
  /** It needs no more documents. */
  full?(): boolean
}
