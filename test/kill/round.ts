import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedStore } from '../../embedded/server.ts'
import { connectStore } from '../../models/connect.ts'
import { approved } from '../../sandbox/demo/approved-texts.ts'
import { conduct, type Deed } from '../../sandbox/demo/conductor.ts'
import { createMovedClock, nextMonday } from '../../sandbox/demo/moved-clock.ts'
import { staff } from '../../sandbox/demo/people.ts'
import { startSandboxChild } from '../../sandbox/demo/sandbox-child.ts'
import { freePort } from '../testing/free-port.ts'
import { writeDefinitions } from './definitions.ts'
import { type Evidence, gather } from './evidence.ts'
import { type MortalKelu, startMortalKelu } from './mortal-kelu.ts'
import { readDiary, type Strike } from './reaper.ts'
import { settingsFor } from './settings.ts'
import { staffRounds } from './staff-rounds.ts'
import { steeringDeeds } from './steering-deeds.ts'
import { type Part, storyOf } from './story.ts'

/** How often a person tries again what Kelu did not answer. */
const mostTries = 20

/** Plays the story once, with every strike, on a store and platforms of its own; returns what all of them have to say. */
export async function playRound(options: {
  startFile: string
  /** Start-up file of the platforms. */
  sandboxFile: string
  parts: Part[]
  end: { day: number; time: string }
  strikes: Strike[]
}): Promise<Evidence> {
  const folder = await mkdtemp(join(tmpdir(), 'kelu kill '))
  const start = nextMonday(new Date())
  const clock = createMovedClock(start)
  const story = storyOf(options.parts, start)
  const platforms = await startSandboxChild(start, approved, options.sandboxFile)
  const { sandbox } = platforms
  const diaryFile = join(folder, 'diary')
  const dataDir = join(folder, 'data')
  let kelu: MortalKelu | undefined
  try {
    const files = await writeDefinitions(folder)
    const port = await freePort()
    await sandbox.setTarget(`http://127.0.0.1:${port}`)
    for (const { userid, name, reachable } of staff) await sandbox.addStaff({ userid, name, reachable })
    for (const { person } of story.members) await sandbox.addPerson(person)
    const living = await startMortalKelu({
      startFile: options.startFile,
      env: settingsFor(sandbox, { port, dataDir, ...files }),
      now: () => clock.now(),
      diaryFile,
      strikes: options.strikes,
    })
    kelu = living
    await conduct({
      kelu: living,
      sandbox,
      clock,
      agenda: [
        ...story.deeds,
        ...staffRounds(story),
        ...steeringDeeds(story.at, dataDir, () => clock.now()),
      ].map((deed) => again(deed, living)),
      end: story.at(options.end.day, options.end.time),
    })
    await living.stop()
    kelu = undefined
    const { deaths } = living

    const store = await startEmbeddedStore({ dataDir })
    const connection = await connectStore(store.uri)
    try {
      return await gather({ story, connection, sandbox, diary: readDiary(diaryFile), deaths })
    } finally {
      await connection.close()
      await store.close()
    }
  } finally {
    await kelu?.stop()
    await platforms.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** People who see an error try again; platforms have their own schedule. */
function again(deed: Deed, kelu: MortalKelu): Deed {
  return {
    ...deed,
    async perform(sandbox) {
      for (let tries = 1; ; tries++) {
        try {
          return await deed.perform(sandbox)
        } catch (error) {
          if (tries === mostTries) throw error
          await kelu.alive()
        }
      }
    },
  }
}
