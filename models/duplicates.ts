import { MongoBulkWriteError, type WriteError } from 'mongodb'

const duplicateKey = 11000

/** What a bulk write was refused because it is there already; null when the fault is, or holds, any other. */
export function duplicatesIn(error: unknown): WriteError[] | null {
  if (!(error instanceof MongoBulkWriteError)) return null
  const faults = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors]
  return faults.length > 0 && faults.every(({ code }) => code === duplicateKey) ? faults : null
}

/** Nothing went wrong but that something was there already. */
export function isOnlyDuplicates(error: unknown): boolean {
  return duplicatesIn(error) !== null
}
