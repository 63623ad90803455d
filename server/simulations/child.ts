import { setPriority } from 'node:os'
import { connectStore } from '../../models/connect.ts'
import type { Told, TrialWork, Work } from './protocol.ts'
import { test } from './test.ts'
import { work } from './work.ts'

// A process of its own, started by `fork-work.ts`: walks one version through the past, or tests it, and ends.

/** People at their pages come first. */
const politeness = 10

const tell = (told: Told): void => {
  process.send?.(told)
}

setPriority(politeness)
// Whoever started it is gone: nobody waits for the answer.
process.once('disconnect', () => process.exit(1))
process.once('message', (given: Work | TrialWork) => void walk(given))

async function walk(given: Work | TrialWork): Promise<void> {
  try {
    const connection = await connectStore(given.storeUri)
    if ('trial' in given) tell({ trial: await test(given, connection, tell) })
    else tell({ result: await work(given, connection, tell) })
    await connection.close()
  } catch (error) {
    tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
  process.disconnect()
}
