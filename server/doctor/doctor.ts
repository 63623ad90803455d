import type { Clock } from '../../domain/clock.ts'
import type { Announce } from '../../domain/live.ts'
import type { Log } from '../../domain/log.ts'
import type { DoctorFinding, DoctorFindingStore } from '../../models/doctor-findings.ts'
import { type Check, examine, type Found } from './check.ts'
import { isSuspect } from './tell-findings.ts'

/** A check, and how it comes to what it needs. */
export type ReadyCheck = Pick<Check<never>, 'id' | 'title'> & { find(): Promise<Found> }

/** The checks with what they need, asked for anew at each look. */
export function readyChecks<Needs>(
  checks: readonly Check<Needs>[],
  needs: () => Needs | Promise<Needs>,
): ReadyCheck[] {
  return checks.map((check) => ({
    id: check.id,
    title: check.title,
    async find() {
      const [found] = await examine([check], await needs())
      return found as Found
    },
  }))
}

/** Real time, all of it: how often it looks by itself, and how often it asks whether it is time. */
const everyMs = 3_600_000
const askEveryMs = 300_000

export type Doctor = ReturnType<typeof createDoctor>

/** Every check there is, with what it found last and since when; kept in the store, so that all processes tell the same. */
export function createDoctor(deps: {
  checks: readonly ReadyCheck[]
  store: DoctorFindingStore
  realClock: Clock
  announce: Announce
  /** Tells operators what is to be told of these. */
  tell(findings: readonly DoctorFinding[]): Promise<void>
  log: Log
}) {
  const { checks, store, realClock, announce, tell, log } = deps
  let running: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined

  async function look({ find }: ReadyCheck): Promise<void> {
    const begun = performance.now()
    const { id, ...found } = await find()
    await store.save({ _id: id, ...found, at: realClock.now(), ms: Math.round(performance.now() - begun) })
  }

  const lastFound = async () => new Map((await store.all()).map((finding) => [finding._id, finding]))

  async function lookAtAll(): Promise<void> {
    // One after the other: they share the platforms' patience.
    for (const check of checks) await look(check)
    await store.keepOnly(checks.map(({ id }) => id))
    announce('alerts')
  }

  /**
   * Looks at everything unless that was done within the hour, by whatever process, else at what has just gone bad; and tells
   * operators what is to be told.
   */
  async function keepUp(): Promise<void> {
    const due = realClock.now().getTime() - everyMs
    const found = await lastFound()
    const isFresh = checks.every(({ id }) => (found.get(id)?.at.getTime() ?? 0) > due)
    if (isFresh) await lookAgain([...found.values()].filter((one) => isSuspect(one, realClock.now())))
    else await doctor.checkAll()
    await tell(await doctor.findings())
  }

  /** What is bad for the first time is looked at once more before anybody is told: it may have been a moment's. */
  async function lookAgain(suspects: readonly DoctorFinding[]): Promise<void> {
    for (const { _id } of suspects) {
      const check = checks.find(({ id }) => id === _id)
      if (check) await look(check)
    }
    if (suspects.length > 0) announce('alerts')
  }

  const doctor = {
    /** In the order of the checks; what was never looked at is left out. */
    async findings(): Promise<DoctorFinding[]> {
      const found = await lastFound()
      return checks.flatMap(({ id }) => found.get(id) ?? [])
    },

    /** Looks at everything now; whoever asks meanwhile waits for the same look. */
    checkAll(): Promise<void> {
      running ??= lookAtAll().finally(() => {
        running = null
      })
      return running
    },

    /** Looks at one thing now; false when there is no such check. */
    async checkOne(id: string): Promise<boolean> {
      const check = checks.find((one) => one.id === id)
      if (check === undefined) return false
      await look(check)
      announce('alerts')
      return true
    },

    keepUp,

    /** Looks by itself from now on: at once, and each hour. */
    start(): void {
      const round = () =>
        void keepUp().catch((error: unknown) => log.warn({ err: error }, 'the doctor could not look'))
      round()
      timer = setInterval(round, askEveryMs)
      timer.unref()
    },
    close: () => clearInterval(timer),
  }
  return doctor
}
