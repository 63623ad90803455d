import { setTimeout as pause } from 'node:timers/promises'
import { checkTogether } from '../../domain/definitions/check-together.ts'
import type { Steering } from '../../domain/definitions/journey-life.ts'
import { createPublish } from '../../domain/definitions/publish.ts'
import { createPublished } from '../../domain/definitions/published.ts'
import { DomainError } from '../../domain/errors.ts'
import { silentLog } from '../../domain/log.ts'
import { mongodbUri, socketPath } from '../../embedded/store/door.ts'
import { connectStore } from '../../models/connect.ts'
import { createDefinitionStore } from '../../models/definitions.ts'
import type { Deed } from '../../sandbox/demo/conductor.ts'
import type { Moment } from './story.ts'

/** Real time a running process has to act on a publication. */
const actsWithinMs = 10_000

/** A marketer beside the running Kelu, at its store: pauses the introduction for half an hour while everybody waits in it. */
export function steeringDeeds(at: Moment, dataDir: string, now: () => Date): Deed[] {
  const steer = (time: string, steering: Steering): Deed => ({
    at: at(1, time),
    what: `a marketer says ${steering}`,
    perform: () => publishBeside(dataDir, now, steering),
  })
  return [steer('11:00', 'pause'), steer('11:30', 'resume')]
}

async function publishBeside(dataDir: string, now: () => Date, steering: Steering): Promise<void> {
  const connection = await connectStore(mongodbUri(socketPath(dataDir), 'kelu'))
  try {
    const store = createDefinitionStore(connection)
    const published = createPublished({ store, log: silentLog })
    const clock = { now }
    const publish = createPublish({ store, published, check: checkTogether, users: async () => [], clock })
    try {
      await publish({ steer: { 'journey:lead-nurture': steering }, origin: 'page', by: 'marketer' })
    } catch (error) {
      // Done by the try before, which did not live to see it.
      if (!(error instanceof DomainError) || error.code !== 'definitions.refused') throw error
    }
    const { number } = await published.refresh()
    const processes = connection.collection<{ publication: number }>('processes')
    for (let tries = 0; (await processes.countDocuments({ publication: { $gte: number } })) === 0; tries++) {
      if (tries * 100 > actsWithinMs) throw new Error(`nobody acts on publication ${number}`)
      await pause(100)
    }
  } finally {
    await connection.close()
  }
}
