import type { Clock } from '../clock.ts'
import type { SurveyAsk, SurveyTally } from './survey-tally.ts'
import type { Surveyor } from './surveyor.ts'

/** Up to so many customers are counted at once, without an estimate before. */
const atOnce = 3_000
/** Real time: how long an exact count is told without counting again. */
const freshMs = 60_000
/** Whoever wants to know asks again every second: a count nobody has asked for this long is given up. */
const wantedMs = 10_000
const mostKept = 50
/** Standard errors to each side. */
const nineteenInTwenty = 1.96

/** What is known of an ask so far. */
export interface Survey {
  tally: SurveyTally
  /** Each figure of the tally stands for so many people: 1 once everybody was looked at. */
  scale: number
  isExact: boolean
  /** So many people more or fewer meet all conditions, with a chance of nineteen in twenty; null where it is not known, or exact. */
  margin: number | null
  at: Date
  /** Of the count that is under way; null when none is. */
  counting: { done: number; total: number } | null
}

interface Entry {
  survey: Survey
  askedAt: number
  run: Promise<void> | null
}

/** Counts of audiences for people who wait: at once by a sample, exactly a little later. One full count at a time. */
export function createSurveys(deps: {
  surveyor: Pick<Surveyor, 'size' | 'estimate' | 'everybody'>
  realClock: Clock
  failed: (error: unknown) => void
}) {
  const { surveyor, realClock } = deps
  const entries = new Map<string, Entry>()
  let turn: Promise<void> = Promise.resolve()

  const now = (): number => realClock.now().getTime()

  async function first(ask: SurveyAsk): Promise<Survey> {
    const total = await surveyor.size()
    const at = realClock.now()
    if (total <= atOnce) {
      const tally = await surveyor.everybody(ask, { isWanted: () => true, progress: () => undefined })
      if (tally !== null) return { tally, scale: 1, isExact: true, margin: null, at, counting: null }
    }
    const { tally, error } = await surveyor.estimate(ask)
    const margin = error === null ? null : Math.ceil(nineteenInTwenty * error * total)
    const scale = tally.seen === 0 ? 1 : Math.max(1, total / tally.seen)
    return { tally, scale, isExact: false, margin, at, counting: null }
  }

  function count(entry: Entry, ask: SurveyAsk): Promise<void> {
    const mine = turn.then(async () => {
      const isWanted = () => now() - entry.askedAt < wantedMs
      if (!isWanted()) return
      const total = await surveyor.size()
      entry.survey = { ...entry.survey, counting: { done: 0, total } }
      const tally = await surveyor.everybody(ask, {
        isWanted,
        progress(done) {
          entry.survey = { ...entry.survey, counting: { done, total: Math.max(done, total) } }
        },
      })
      entry.survey =
        tally === null
          ? { ...entry.survey, counting: null }
          : { tally, scale: 1, isExact: true, margin: null, at: realClock.now(), counting: null }
    })
    turn = mine.catch(deps.failed)
    return turn.then(() => {
      entry.run = null
    })
  }

  return {
    /** What is known of `key` now; counting goes on while somebody keeps asking. The same key must ask the same. */
    async ask(key: string, ask: SurveyAsk): Promise<Survey> {
      let entry = entries.get(key)
      if (entry === undefined) {
        entry = { survey: await first(ask), askedAt: now(), run: null }
        entries.set(key, entry)
        for (const old of [...entries.keys()].slice(0, -mostKept)) entries.delete(old)
      }
      entry.askedAt = now()
      const { survey } = entry
      const isOld = !survey.isExact || now() - survey.at.getTime() > freshMs
      if (isOld && entry.run === null) entry.run = count(entry, ask)
      return entry.survey
    },
    /** Until no count is under way. */
    settled: (): Promise<void> => turn,
  }
}

export type Surveys = ReturnType<typeof createSurveys>
