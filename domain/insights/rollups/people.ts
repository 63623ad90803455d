import { assertToldBySegment } from './by-segment.ts'
import type { Dims } from './dimensions.ts'
import { dimsIn, type MetricName, specOf } from './metrics.ts'
import { matcher, type Where } from './read.ts'
import type { SubjectKinds } from './subjects.ts'

/** Which of a figure's records are wanted. The same words as the figure was asked for with. */
export interface PeopleQuestion {
  metric: MetricName
  from: Date
  to: Date
  where?: Where
}

/** One record a figure counts, and whom it is about under the id they had then. */
export interface Counted {
  id: string
  customerId: string
  at: Date
  /** What it adds to the figure's sum. */
  amount: number
  /** What figures are told apart by. */
  dims: Dims
}

export interface PeoplePage {
  items: Counted[]
  /** Where the next page begins; null = that was all. A page may be short, or empty, and not be the last. */
  next: string | null
}

/** Looked at for one page, so that a rare figure costs no more than a common one. */
const mostLooked = 4_000
const lookedAtOnce = 500

/**
 * Lists exactly the records a figure counts, by the table that counts them, by moment and id. Each page reads a stretch of an index
 * and no more.
 */
export function createPeople(kinds: SubjectKinds) {
  return async function people(
    { metric, from, to, where = {} }: PeopleQuestion,
    { after, limit }: { after?: string; limit: number },
  ): Promise<PeoplePage> {
    const { kind, counts, sum } = specOf(metric)
    const { segment, ...others } = where
    if (segment !== undefined) assertToldBySegment([metric], [])
    const isAsked = matcher(others)
    const isIn = (segments: readonly string[]) =>
      segment === undefined || (segment === null ? segments.length === 0 : segments.includes(segment))
    const items: Counted[] = []
    let place = placeFrom(after)
    for (let looked = 0; looked < mostLooked; looked += lookedAtOnce) {
      const { subjects, next } = await kinds[kind].some(from, to, place, lookedAtOnce)
      for (const subject of subjects) {
        const { id, customerId, at, amounts, segments = [] } = subject
        const dims = dimsIn(metric, subject)
        if ((counts !== undefined && !counts(subject)) || !isAsked(dims) || !isIn(segments)) continue
        items.push({ id, customerId, at, amount: sum === undefined ? 1 : (amounts[sum] ?? 0), dims })
        if (items.length === limit) return { items, next: placeText({ at, id }) }
      }
      if (next === null) return { items, next: null }
      place = next
    }
    return { items, next: place && placeText(place) }
  }
}

const placeText = ({ at, id }: { at: Date; id: string }): string => `${at.getTime()}~${id}`

/** Null for the first page, and for what is no place. */
function placeFrom(after: string | undefined): { at: Date; id: string } | null {
  const [, ms, id] = /^(\d{1,15})~(.+)$/.exec(after ?? '') ?? []
  return ms !== undefined && id !== undefined ? { at: new Date(Number(ms)), id } : null
}
