import { type ConductedKelu, type KeluChild, startKeluChild } from '../../sandbox/demo/kelu-child.ts'
import { type Kill, readDiary, type Strike } from './reaper.ts'
import { reaperEnvironment } from './reaper-from-environment.ts'

/** More lives than any round has strikes, so that a Kelu that cannot come up ends the round and not the machine. */
const mostLives = 60

/** After a death time does not jump past these: the end of every lease of a minute, and of the wait for a receipt. */
const lookAgainAfterMs = [65_000, 700_000]

export interface MortalKelu extends ConductedKelu, Pick<KeluChild, 'letIn'> {
  /** Waits until it lives again, if it is dead just now. */
  alive(): Promise<void>
  /** Of the process that lives now; `pid` stays that of the first. */
  livingPid(): Promise<number>
  /** When it was found dead, by the story's clock. */
  readonly deaths: Date[]
}

/** A Kelu that is killed where the strikes say and started again on the same data and port, as a supervisor would. */
export async function startMortalKelu(options: {
  startFile: string
  env: Record<string, string>
  now(): Date
  diaryFile: string
  strikes: Strike[]
}): Promise<MortalKelu> {
  const { startFile, env, now, diaryFile } = options
  let lives = 0
  const deaths: Date[] = []
  let lookAgain: Date[] = []
  let living: Promise<KeluChild> = start()

  async function start(): Promise<KeluChild> {
    for (;;) {
      lives += 1
      if (lives > mostLives) throw new Error(`Kelu was started ${mostLives} times in one round`)
      const { kills } = readDiary(diaryFile)
      const left = options.strikes.filter(({ point }) => !kills.some((kill) => kill.point === point))
      try {
        return await startKeluChild({
          startFile,
          env: { ...env, ...reaperEnvironment(diaryFile, left) },
          now: now(),
          onStory: () => undefined,
        })
      } catch (error) {
        noteDeath(error)
      }
    }
  }

  /** @throws what was not one of our kills */
  function noteDeath(error: unknown): Kill {
    const { kills } = readDiary(diaryFile)
    const kill = kills[deaths.length]
    if (!kill) throw error
    deaths.push(now())
    lookAgain = lookAgainAfterMs.map((ms) => new Date(now().getTime() + ms))
    return kill
  }

  /** Asks whoever lives; after a death once more, unless the next life has done it by starting. */
  async function ask<T>(question: (child: KeluChild) => Promise<T>): Promise<T> {
    for (;;) {
      const asked = living
      const child = await asked
      try {
        return await question(child)
      } catch (error) {
        // Several may be waiting for the same child: the first of them starts the next one.
        if (living !== asked) continue
        noteDeath(error)
        living = start()
      }
    }
  }

  const first = await living
  return {
    url: first.url,
    deaths,
    get pid() {
      return first.pid
    },
    livingPid: () =>
      ask(async (child) => {
        await child.state()
        return child.pid
      }),
    async alive() {
      await ask((child) => child.state())
    },
    async state() {
      const { idle, nextDueAt } = await ask((child) => child.state())
      lookAgain = lookAgain.filter((at) => at > now())
      const times = [...lookAgain.map((at) => at.toISOString()), ...(nextDueAt ? [nextDueAt] : [])]
      return { idle, nextDueAt: times.sort()[0] ?? null }
    },
    jump: (to) => ask((child) => child.jump(to)),
    report: () => ask((child) => child.report()),
    letIn: (password) => ask((child) => child.letIn(password)),
    stop: () => ask((child) => child.stop()),
  }
}
