import type { Connection } from 'mongoose'

/** What was copied, and the moment it is of. */
export interface DataFileCopy {
  at: Date
  bytes: number
  /** Hex. */
  sha256: string
}

const commandNotFound = 59

/**
 * Has the built-in store copy its data file to the new file `to`, as it is at one moment, while work goes on. Null when the
 * store there is of an earlier Kelu, which cannot. @throws what the store says, e.g. of a full disk
 */
export async function copyDataFile(connection: Connection, to: string): Promise<DataFileCopy | null> {
  try {
    const answer = await connection.getClient().db().command({ copyDataFile: 1, to })
    return { at: answer.at, bytes: answer.bytes, sha256: answer.sha256 }
  } catch (error) {
    if ((error as { code?: number }).code === commandNotFound) return null
    throw error
  }
}
