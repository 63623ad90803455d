import { describeDuration } from '../language/duration.ts'
import { shareAtLeast } from './statistics/share-at-least.ts'

/** What became of those who waited for something, each once, whose wait is over. */
export interface Waited {
  windowMs: number
  people: number
  /** Of those to whom it happened in time: how long after the wait began. */
  delaysMs: readonly number[]
}

export interface WaitAdvice {
  /** unclear = too few did it, or neither looks better. */
  way: 'shorter' | 'longer' | 'unclear'
  /** As it would be written: `1 day`; null = as it is. */
  proposed: string | null
  /** One sentence (zh-CN). */
  says: string
  /** Whom it rests on: those to whom it happened, of all who waited. */
  reached: number
  people: number
}

/** Fewer say nothing about how long it takes. */
export const fewestReached = 50
/** So many come in the shorter time, with 95 % certainty: what is lost is hardly anything. */
const nearlyAll = 0.9
/** Evenly spread the last quarter would hold a quarter; of those who still come like this some come after the end. */
const manyInLastQuarter = 0.2

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** Lengths people name. */
const lengths = [
  ...[10, 30].map((count) => count * minuteMs),
  ...[1, 2, 4, 6, 12].map((count) => count * hourMs),
  ...[1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90].map((count) => count * dayMs),
]

/** Whether a shorter or a longer wait looks better, or that nobody can say. */
export function adviceOn({ windowMs, people, delaysMs }: Waited): WaitAdvice {
  const reached = delaysMs.length
  const about = { reached, people }
  const unclear = (says: string): WaitAdvice => ({ way: 'unclear', proposed: null, says, ...about })
  if (reached < fewestReached)
    return unclear(`长短还看不出，等完的 ${people} 人里 ${reached} 人等到了，满 ${fewestReached} 人才看。`)
  const within = (ms: number): number => delaysMs.filter((delay) => delay <= ms).length

  const shorter = lengths.find(
    (ms) => ms <= windowMs * 0.7 && shareAtLeast({ people: reached, reached: within(ms) }) >= nearlyAll,
  )
  if (shorter !== undefined) {
    const soon = within(shorter)
    const length = describeDuration(shorter)
    const says = `${reached} 人等到了，其中 ${soon} 人（${percent(soon / reached)}）在 ${length}内；缩短到 ${length}看来就够（看了 ${people} 人）。`
    return { way: 'shorter', proposed: writtenDuration(shorter), says, ...about }
  }

  const lastQuarterMs = windowMs * 0.75
  const late = reached - within(lastQuarterMs)
  const longer = nextLonger(windowMs)
  if (longer === null || shareAtLeast({ people: reached, reached: late }) <= manyInLastQuarter)
    return unclear(`${reached} 人等到了，看不出长一点或短一点会更好（看了 ${people} 人）。`)
  const says = `${reached} 人等到了，其中 ${late} 人（${percent(late / reached)}）到最后四分之一的时间才等到；延长到 ${describeDuration(longer)}看来还能等到人（看了 ${people} 人）。`
  return { way: 'longer', proposed: writtenDuration(longer), says, ...about }
}

/** The next length people name that is shorter by a quarter at least; null where there is none. */
export const nextShorter = (ms: number): number | null =>
  lengths.findLast((each) => each <= ms * 0.75) ?? null

/** The next that is longer by a third at least; null where there is none. */
export const nextLonger = (ms: number): number | null => lengths.find((each) => each >= (ms * 4) / 3) ?? null

/** `1 day`, `36 hours`: as definitions have it. */
export function writtenDuration(ms: number): string {
  const [unit, size] =
    ms % dayMs === 0 ? ['day', dayMs] : ms % hourMs === 0 ? ['hour', hourMs] : ['minute', minuteMs]
  const count = ms / Number(size)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** Never more than it is: 99.7 % are not all. */
const percent = (share: number): string => `${Math.floor(share * 100)}%`
