import { CommandError } from '../errors.ts'
import { checkDeadline } from '../query/scan.ts'
import { sliceMs } from './change-all.ts'
import type { Store } from './command.ts'

/** One statement of a write command: done inside one write, or, when it may touch many documents, in several. */
export type Statement = { one: () => void } | { many: () => Promise<void> }

export const maxStatements = 100_000

interface WriteErrors {
  writeErrors?: { index: number; code: number; errmsg: string }[]
}

/**
 * Runs the statements of an insert, update or delete, each wholly done or refused. Resolves when all that was done is
 * on disk, with the refusals, if any; an ordered command stops at the first of them.
 */
export async function runStatements(
  store: Store,
  statements: Statement[],
  { ordered = true, deadline }: { ordered?: boolean | undefined; deadline: number | undefined },
): Promise<WriteErrors> {
  if (statements.length === 0 || statements.length > maxStatements) {
    throw new CommandError(
      16,
      `Write batch sizes must be between 1 and ${maxStatements}. Got ${statements.length} operations.`,
    )
  }
  const writeErrors: { index: number; code: number; errmsg: string }[] = []
  const fail = (index: number, error: unknown): void => {
    // Out of time is the end of the whole command.
    if (!(error instanceof CommandError) || error.code === 50) throw error
    writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.details })
  }
  let at = 0
  const goesOn = (): boolean => at < statements.length && !(ordered && writeErrors.length > 0)

  function runSome(): void {
    checkDeadline(deadline)
    const end = performance.now() + sliceMs
    for (; goesOn() && performance.now() < end; at++) {
      const statement = statements[at]!
      if ('many' in statement) return
      try {
        statement.one()
      } catch (error) {
        fail(at, error)
      }
    }
  }

  while (goesOn()) {
    const statement = statements[at]!
    if ('many' in statement) {
      const index = at++
      await statement.many().catch((error: unknown) => fail(index, error))
    } else await store.env.write(runSome)
  }
  return writeErrors.length > 0 ? { writeErrors } : {}
}
