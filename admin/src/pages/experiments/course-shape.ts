import type { Experiment } from './experiment-words.ts'

type Course = Experiment['course']

/** A chart of 1,000 by 320, its lines as SVG paths and its marks in it. */
export interface CourseShape {
  band: string
  line: string
  zero: number
  ticks: { y: number; points: number }[]
  /** Of the days named under it. */
  days: { x: number; day: string }[]
  last: { x: number; y: number }
  /** Where the interval no longer touches 0 since. */
  since: { x: number; day: string } | null
}

export const size = { width: 1_000, height: 320 }
const left = 90
const right = 70
const top = 16
const bottom = 40
/** Wider than this the first days would flatten all others, unless the difference itself is; what is cut off is in the table. */
const mostParts = 0.5
const steps = [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5]

/** Null of nothing to draw. A day stands where its date stands, whatever days are left out between. */
export function shapeOf(course: Course, since: string | null): CourseShape | null {
  const [first] = course
  const last = course.at(-1)
  if (first === undefined || last === undefined) return null
  // As wide as the interval was when a third of the days were there, so that the end can be read.
  const later = course.slice(Math.floor(course.length / 3))
  const reach = Math.max(...later.flatMap(({ from, to }) => [Math.abs(from), Math.abs(to)]), 0.01)
  const widest = Math.min(reach, Math.max(mostParts, Math.abs(last.difference)))
  const step = steps.find((each) => each * 3 >= widest) ?? 0.5
  const most = step * Math.ceil(widest / step)
  const start = Date.parse(first.day)
  const span = Math.max(Date.parse(last.day) - start, 1)
  const x = (day: string): number =>
    round(left + ((Date.parse(day) - start) / span) * (size.width - left - right))
  const y = (part: number): number => {
    const within = Math.min(Math.max(part, -most), most)
    return round(top + ((most - within) / (2 * most)) * (size.height - top - bottom))
  }
  const points = (of: 'from' | 'to' | 'difference', days: Course) =>
    days.map((one) => `${x(one.day)},${y(one[of])}`)
  return {
    band: `M${[...points('to', course), ...points('from', course.toReversed())].join('L')}Z`,
    line: `M${points('difference', course).join('L')}`,
    zero: y(0),
    ticks: [-most, -most / 2, 0, most / 2, most].map((part) => ({ y: y(part), points: part })),
    days: named(course).map((day) => ({ x: x(day), day })),
    last: { x: x(last.day), y: y(last.difference) },
    since: since === null ? null : { x: x(since), day: since },
  }
}

/** At most five days, the first and the last among them. */
function named(course: Course): string[] {
  const places = [0, 1, 2, 3, 4].map((n) => Math.round((n * (course.length - 1)) / 4))
  return [...new Set(places)].flatMap((place) => course[place]?.day ?? [])
}

const round = (value: number): number => Math.round(value * 10) / 10
