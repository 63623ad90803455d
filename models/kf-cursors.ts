import type { Connection } from 'mongoose'
import { collectionOf, hotPathOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** How far the record of one 微信客服 account was read; `_id` = open_kfid. */
export interface KfCursor {
  _id: string
  cursor: string
}

const schema = collectionOf<KfCursor>('kfCursors', { _id: text, cursor: text })

export type KfCursorStore = ReturnType<typeof createKfCursorStore>

export function createKfCursorStore(connection: Connection) {
  const cursors = hotPathOf(connection, schema)
  const find = async (openKfid: string): Promise<string | null> =>
    (await cursors.findOne({ _id: openKfid }))?.cursor ?? null

  return {
    find,
    /** False when somebody else has moved it since `before` was read. */
    async move(openKfid: string, before: string | null, cursor: string): Promise<boolean> {
      if (before === null) return unlessPresent(cursors.insertOne({ _id: openKfid, cursor }))
      const { matchedCount } = await cursors.updateOne(
        { _id: openKfid, cursor: before },
        { $set: { cursor } },
      )
      return matchedCount === 1
    },
  }
}
