import { setTimeout as pause } from 'node:timers/promises'
import type { Change } from '../../domain/definitions/change.ts'
import { checkTogether } from '../../domain/definitions/check-together.ts'
import type { Steering } from '../../domain/definitions/journey-life.ts'
import { createPublish } from '../../domain/definitions/publish.ts'
import { createPublished } from '../../domain/definitions/published.ts'
import type { Snapshot } from '../../domain/definitions/snapshot.ts'
import { DomainError } from '../../domain/errors.ts'
import { silentLog } from '../../domain/log.ts'
import { mongodbUri, socketPath } from '../../embedded/store/door.ts'
import { connectStore } from '../../models/connect.ts'
import { createDefinitionStore } from '../../models/definitions.ts'
import type { Deed } from '../../sandbox/demo/conductor.ts'
import type { Moment } from './story.ts'

/** Real time a running process has to act on a publication. */
const actsWithinMs = 60_000

const key = 'journey:lead-nurture'

/**
 * A marketer beside the running Kelu, at its store: pauses the introduction for half an hour while everybody waits in it, and then
 * publishes another version of it and moves them there.
 */
export function steeringDeeds(at: Moment, dataDir: string, now: () => Date): Deed[] {
  const steer = (time: string, steering: Steering): Deed => ({
    at: at(1, time),
    what: `a marketer says ${steering}`,
    perform: () => publishBeside(dataDir, now, () => ({ steer: { [key]: steering } })),
  })
  const move: Deed = {
    at: at(1, '12:00'),
    what: 'a marketer moves everybody to a new version',
    perform: () => publishBeside(dataDir, now, anotherVersion),
  }
  return [steer('11:00', 'pause'), steer('11:30', 'resume'), move]
}

const note = '第二版'

/** Says the same in other words, and takes people on at the step they are at; nothing when it is in use already. */
function anotherVersion({ registry, headOf }: Snapshot): Changes | null {
  const journey = registry.journey('lead-nurture')
  if (journey.note === note) return null
  const steps = Object.fromEntries(Object.keys(journey.steps).map((stepId) => [stepId, stepId]))
  return {
    publish: [{ definition: { kind: 'journey', definition: { ...journey, note } } }],
    move: { [key]: [{ from: headOf('journey', 'lead-nurture')?.number ?? 0, steps }] },
  }
}

type Changes = Omit<Change, 'origin' | 'by'>

async function publishBeside(
  dataDir: string,
  now: () => Date,
  changesOn: (snapshot: Snapshot) => Changes | null,
): Promise<void> {
  const connection = await connectStore(mongodbUri(socketPath(dataDir), 'kelu'))
  try {
    const store = createDefinitionStore(connection)
    const published = createPublished({ store, log: silentLog })
    const clock = { now }
    const publish = createPublish({ store, published, check: checkTogether, users: async () => [], clock })
    try {
      const changes = changesOn(await published.refresh())
      if (changes !== null) await publish({ ...changes, origin: 'page', by: 'marketer' })
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
