import type { Point } from './layout.ts'

const radius = 10
const drop = 26
/** A crossing with room for the name of a way. */
const roomy = 70

/** An SVG path that leaves downwards, crosses, and arrives downwards, with rounded corners. */
export function pathOf(points: readonly Point[]): string {
  const corners = squared(points)
  const [first, ...rest] = corners
  if (first === undefined) return ''
  let path = `M ${first.x} ${first.y}`
  for (const [index, corner] of rest.entries()) {
    const next = rest[index + 1]
    if (next === undefined) {
      path += ` L ${corner.x} ${corner.y}`
      continue
    }
    const before = rest[index - 1] ?? first
    const [into, out] = [towards(corner, before), towards(corner, next)]
    path += ` L ${into.x} ${into.y} Q ${corner.x} ${corner.y} ${out.x} ${out.y}`
  }
  return path
}

/**
 * Where the plus of a way stands: close to its beginning, for merging ways share their end. One of several ways out of a step has
 * it behind its name.
 */
export function plusOf(points: readonly Point[], beside: 'alone' | 'others'): Point {
  const [, second, third] = squared(points)
  const [first] = points
  if (first === undefined) return { x: 0, y: 0 }
  // Straight down.
  if (second === undefined || third === undefined) {
    return { x: first.x, y: first.y + ((second?.y ?? first.y) - first.y) * 0.62 }
  }
  if (beside === 'alone') return { x: first.x, y: first.y + 13 }
  return { x: third.x, y: third.y + 6 }
}

/** About half of what a name takes, with its frame. */
const halfOf = (name: string): number =>
  [...name].reduce((sum, letter) => sum + (letter > '\u2e80' ? 6 : 3.5), 7)

/** Where the name of a way stands: on its crossing part, or beside it. */
export function labelOf(points: readonly Point[], name: string): Point {
  const [, second, third] = squared(points)
  const [first] = points
  if (first === undefined) return { x: 0, y: 0 }
  if (second === undefined || third === undefined) return { x: first.x, y: first.y + 11 }
  const across = third.x - second.x
  // Too short a crossing has no room: beside the plus, on the side the way comes from.
  if (Math.abs(across) < roomy)
    return { x: third.x - Math.sign(across) * (14 + halfOf(name)), y: third.y + 6 }
  return { x: (second.x + third.x) / 2, y: second.y }
}

function squared(points: readonly Point[]): Point[] {
  const [first, ...rest] = points
  if (first === undefined) return []
  const corners = [first]
  let { x, y } = first
  for (const point of rest) {
    if (Math.abs(point.x - x) > 1) {
      const cross = y + Math.min(drop, Math.max(8, (point.y - y) / 2))
      corners.push({ x, y: cross }, { x: point.x, y: cross })
    }
    x = point.x
    y = point.y
    corners.push({ x, y })
  }
  return corners.filter((point, index) => {
    const [before, after] = [corners[index - 1], corners[index + 1]]
    return !(before && after && before.x === point.x && after.x === point.x)
  })
}

function towards(from: Point, to: Point): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length = Math.hypot(dx, dy) || 1
  const step = Math.min(radius, length / 2)
  return { x: from.x + (dx / length) * step, y: from.y + (dy / length) * step }
}
