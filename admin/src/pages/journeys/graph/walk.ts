import type { Layout } from './layout.ts'
import { end } from './written.ts'

type Direction = 'up' | 'down' | 'left' | 'right'

/** The step an arrow key leads to: the nearest one that way, what is straight ahead before what is aside, left before right. */
export function stepTowards({ at }: Pick<Layout, 'at'>, from: string, direction: Direction): string | null {
  const here = at.get(from)
  if (here === undefined) return [...at.keys()][0] ?? null
  let best: { id: string; cost: number } | null = null
  for (const [id, { x, y }] of at) {
    const [dx, dy] = [x - here.x, y - here.y]
    const ahead = { up: -dy, down: dy, left: -dx, right: dx }[direction]
    const aside = direction === 'up' || direction === 'down' ? Math.abs(dx) : Math.abs(dy) * 4
    if (id === from || id === end || ahead <= 1) continue
    const cost = ahead + aside * 2 + dx / 1_000
    if (best === null || cost < best.cost) best = { id, cost }
  }
  return best?.id ?? null
}
