import { CommandError } from '../errors.ts'

/** Where the documents of a cursor come from. */
export interface Source {
  /** The next documents, at most `count` and about `maxBytes`; `more` tells whether to come back. */
  next(count: number, maxBytes: number): Promise<{ documents: Buffer[]; more: boolean }>
}

export interface Cursors {
  open(namespace: string, source: Source): bigint
  /** Throws 43 for a cursor that is not there or belongs to another collection. */
  get(id: bigint, namespace: string): Source
  close(id: bigint): boolean
  /** Forgets cursors idle for ten minutes, as mongod does. */
  sweep(): void
}

const idleMs = 600_000

export function createCursors(): Cursors {
  const cursors = new Map<bigint, { namespace: string; source: Source; usedAt: number }>()
  let lastId = BigInt(Date.now()) << 16n
  return {
    open(namespace, source) {
      lastId++
      cursors.set(lastId, { namespace, source, usedAt: performance.now() })
      return lastId
    },
    get(id, namespace) {
      const cursor = cursors.get(id)
      if (!cursor || cursor.namespace !== namespace) throw new CommandError(43, `cursor id ${id} not found`)
      cursor.usedAt = performance.now()
      return cursor.source
    },
    close: (id) => cursors.delete(id),
    sweep() {
      const limit = performance.now() - idleMs
      for (const [id, { usedAt }] of cursors) if (usedAt < limit) cursors.delete(id)
    },
  }
}

/** A cursor over documents already at hand. */
export function listSource(documents: Buffer[]): Source {
  let at = 0
  return {
    async next(count, maxBytes) {
      const batch: Buffer[] = []
      let size = 0
      while (
        at < documents.length &&
        batch.length < count &&
        (size === 0 || size + documents[at]!.length <= maxBytes)
      ) {
        size += documents[at]!.length
        batch.push(documents[at++]!)
      }
      return { documents: batch, more: at < documents.length }
    },
  }
}
