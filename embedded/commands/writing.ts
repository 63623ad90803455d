import type { BsonDocument } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { checkDeadline } from '../query/scan.ts'
import type { Collection } from '../store/catalog.ts'
import type { CommandCall, Store } from './context.ts'

export interface WriteError {
  index: number
  code: number
  errmsg: string
}

/** One statement of a write command: done inside one write, or, when it may touch many documents, in several. */
export type Statement = { one: () => void } | { many: () => Promise<void> }

const maxStatements = 100_000
/** How long one command may hold the event loop inside a write before it lets others in. */
export const sliceMs = 20

/**
 * Runs the statements of an insert, update or delete in order, each wholly done or refused. Resolves when all that
 * was done is on disk, with the refusals; an ordered command stops at the first of them.
 */
export async function runStatements(
  { deadline }: Pick<CommandCall, 'deadline'>,
  store: Store,
  statements: Statement[],
  ordered: boolean,
): Promise<WriteError[]> {
  if (statements.length === 0 || statements.length > maxStatements) {
    throw new CommandError(
      16,
      `Write batch sizes must be between 1 and ${maxStatements}. Got ${statements.length} operations.`,
    )
  }
  const errors: WriteError[] = []
  const stopped = (): boolean => ordered && errors.length > 0
  const fail = (index: number, error: unknown): void => {
    if (!(error instanceof CommandError)) throw error
    errors.push({ index, code: error.code, errmsg: error.message, ...error.details })
  }
  let at = 0
  while (at < statements.length && !stopped()) {
    const statement = statements[at]!
    if ('many' in statement) {
      const index = at++
      await statement.many().catch((error: unknown) => fail(index, error))
      continue
    }
    await store.env.write(() => {
      checkDeadline(deadline)
      const end = performance.now() + sliceMs
      for (; at < statements.length && !stopped() && performance.now() < end; at++) {
        const next = statements[at]!
        if ('many' in next) break
        try {
          next.one()
        } catch (error) {
          fail(at, error)
        }
      }
    })
  }
  return errors
}

/** Inside a write: the collection, made if there is none yet. */
export function ensureCollection(store: Store, database: string, name: string): Collection {
  return store.catalog.find(database, name) ?? store.catalog.create(database, name)
}

/** The reply of a write command; `writeErrors` only when there are any, as drivers expect. */
export function writeReplyDocument(counts: BsonDocument | object, writeErrors: WriteError[]): object {
  return { ...counts, ...(writeErrors.length > 0 && { writeErrors }), ok: 1 }
}
