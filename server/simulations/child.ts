import { setPriority } from 'node:os'
import { connectStore } from '../../models/connect.ts'
import type { Told, Work } from './protocol.ts'
import { work } from './work.ts'

// A process of its own, started by `fork-work.ts`: walks one version through the past, and ends.

/** People at their pages come first. */
const politeness = 10

const tell = (told: Told): void => {
  process.send?.(told)
}

setPriority(politeness)
// Whoever started it is gone: nobody waits for the answer.
process.once('disconnect', () => process.exit(1))
process.once('message', (given: Work) => void walk(given))

async function walk(given: Work): Promise<void> {
  try {
    const connection = await connectStore(given.storeUri)
    tell({ result: await work(given, connection, tell) })
    await connection.close()
  } catch (error) {
    tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
  process.disconnect()
}
