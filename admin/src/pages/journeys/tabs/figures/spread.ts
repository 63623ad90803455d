import { type Layout, laidOut, nodeHeight, type Point } from '../../graph/layout.ts'
import { allWays, nameOf, type Way } from '../../graph/ways.ts'
import { entry, type Journey } from '../../graph/written.ts'
import { footHeight } from './marks.ts'

/** Rows further apart, so that a foot has its place between them. */
const stretch = 1.32

/** The same picture as while editing, with room below each step. */
export function spreadOut(journey: Journey, more: readonly Way[] = []): Layout {
  const { at, runs } = laidOut(journey, more)
  const lower = ({ x, y }: Point): Point => ({ x, y: y * stretch })
  const places = new Map([...at].map(([id, point]) => [id, lower(point)]))
  const paths = new Map(
    [...allWays(journey), ...more].flatMap((way): [string, Point[]][] => {
      const [first, ...rest] = runs.get(nameOf(way)) ?? []
      const from = places.get(way.from)
      if (!first || !from) return []
      const foot = way.from === entry ? 0 : footHeight
      const below = from.y + nodeHeight
      const points: Point[] = [{ x: first.x, y: below }, { x: first.x, y: below + foot }, ...rest.map(lower)]
      return [[nameOf(way), points] as const]
    }),
  )
  return { at: places, runs: paths }
}
