import { CommandError } from '../errors.ts'
import { EncodedBatch } from '../wire/message.ts'

/** Hands documents to `offer` until it returns true or none are left; called again, it goes on behind the last. */
export type Source = (offer: (document: Buffer) => boolean) => Promise<void>

export interface Cursors {
  /** The first batch; a cursor stays open only if something is left, and not for a `single` batch. */
  first(
    namespace: string,
    source: Source,
    options: { batchSize: number; single?: boolean | undefined },
  ): Promise<EncodedBatch>
  /** Throws 43 for a cursor that is not there or belongs to another collection. */
  next(id: bigint, namespace: string, batchSize: number): Promise<EncodedBatch>
  close(id: bigint): boolean
  /** Forgets cursors idle for ten minutes, as mongod does. */
  sweep(): void
}

interface Cursor {
  namespace: string
  source: Source
  /** Read one document ahead, so that a cursor is never left open with nothing behind it. */
  ahead: Buffer | undefined
  usedAt: number
}

const idleMs = 600_000
const maxBatchBytes = 16 * 1024 * 1024

export function createCursors(): Cursors {
  const cursors = new Map<bigint, Cursor>()
  let lastId = BigInt(Date.now()) << 16n
  return {
    async first(namespace, source, { batchSize, single }) {
      const cursor: Cursor = { namespace, source, ahead: undefined, usedAt: performance.now() }
      const documents = await readBatch(cursor, batchSize)
      if (single || !cursor.ahead) return new EncodedBatch('firstBatch', documents, 0n, namespace)
      cursors.set(++lastId, cursor)
      return new EncodedBatch('firstBatch', documents, lastId, namespace)
    },
    async next(id, namespace, batchSize) {
      const cursor = cursors.get(id)
      if (cursor?.namespace !== namespace) throw new CommandError(43, `cursor id ${id} not found`)
      cursor.usedAt = performance.now()
      const documents = await readBatch(cursor, batchSize)
      if (!cursor.ahead) cursors.delete(id)
      return new EncodedBatch('nextBatch', documents, cursor.ahead ? id : 0n, namespace)
    },
    close: (id) => cursors.delete(id),
    sweep() {
      const limit = performance.now() - idleMs
      for (const [id, { usedAt }] of cursors) if (usedAt < limit) cursors.delete(id)
    },
  }
}

/** At most `count` documents and about 16 MB. */
async function readBatch(cursor: Cursor, count: number): Promise<Buffer[]> {
  const documents: Buffer[] = []
  let size = 0
  const offer = (document: Buffer): boolean => {
    if (documents.length >= count || (size > 0 && size + document.length > maxBatchBytes)) {
      cursor.ahead = document
      return true
    }
    documents.push(document)
    size += document.length
    return false
  }
  const { ahead } = cursor
  cursor.ahead = undefined
  if (!ahead || !offer(ahead)) await cursor.source(offer)
  return documents
}

/** Documents already at hand. */
export function listSource(documents: Buffer[]): Source {
  // Not a generator: reading an array's values can be continued after leaving the loop.
  const left = documents.values()
  return async (offer) => {
    for (const document of left) if (offer(document)) return
  }
}
