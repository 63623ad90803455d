import { Graph, layout } from '@dagrejs/dagre'
import { allWays, nameOf, type Way } from './ways.ts'
import { end, entry, type Journey, stepsOf } from './written.ts'

export const nodeWidth = 242
export const nodeHeight = 58
const endSize = { width: 90, height: 34 }

export interface Point {
  x: number
  y: number
}

export interface Layout {
  /** Top left of every step, of the entry and of the end. */
  at: Map<string, Point>
  /** Where each way runs, by its name. */
  runs: Map<string, Point[]>
}

/**
 * Lays a journey out from top to bottom; the ways out of a step stand in the order they are written, 是 at the left. `more` are
 * ways it does not have itself.
 */
export function laidOut(journey: Journey, more: readonly Way[] = []): Layout {
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'TB', nodesep: 38, ranksep: 60, edgesep: 24 })
  graph.setDefaultEdgeLabel(() => ({}))
  const sizeOf = (id: string) => (id === end ? endSize : { width: nodeWidth, height: nodeHeight })
  for (const id of [entry, ...Object.keys(stepsOf(journey)), end]) graph.setNode(id, { ...sizeOf(id) })
  const ways = [...allWays(journey), ...more].filter(({ to }) => graph.hasNode(to))
  for (const way of ways) graph.setEdge(way.from, way.to, { minlen: 1, weight: 1 }, nameOf(way))
  layout(graph, { disableOptimalOrderHeuristic: true })
  const at = new Map(
    graph.nodes().map((id) => {
      const { x, y } = graph.node(id) as Point
      const { width, height } = sizeOf(id)
      return [id, { x: x - width / 2, y: y - height / 2 }] as const
    }),
  )
  const runs = new Map(
    ways.map((way) => {
      const edge = graph.edge(way.from, way.to, nameOf(way)) as { points?: Point[] }
      return [nameOf(way), edge.points ?? []] as const
    }),
  )
  return { at, runs: straightened(ways, at, runs) }
}

/** Ways begin below their step, side by side, and end above the next. */
function straightened(ways: Way[], at: Layout['at'], runs: Layout['runs']): Layout['runs'] {
  return new Map(
    ways.map((way) => {
      const beside = ways.filter(({ from }) => from === way.from)
      const spread = Math.min(72, (nodeWidth - 60) / Math.max(1, beside.length - 1))
      const aside = (beside.indexOf(way) - (beside.length - 1) / 2) * spread
      const from = at.get(way.from) ?? { x: 0, y: 0 }
      const to = at.get(way.to) ?? { x: 0, y: 0 }
      const width = way.to === end ? endSize.width : nodeWidth
      const inner = (runs.get(nameOf(way)) ?? []).slice(1, -1)
      const begin = { x: from.x + nodeWidth / 2 + aside, y: from.y + nodeHeight }
      return [nameOf(way), [begin, ...inner, { x: to.x + width / 2, y: to.y }]] as const
    }),
  )
}
