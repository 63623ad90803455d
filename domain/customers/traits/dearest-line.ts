/** Name of the line of an order that came to most, the first of equals; null when no line has a name. */
export function dearestLine(items: unknown): string | null {
  let best: { name: string; fen: number } | null = null
  for (const item of Array.isArray(items) ? (items as unknown[]) : []) {
    const line = lineOf(item)
    if (line !== null && (best === null || line.fen > best.fen)) best = line
  }
  return best?.name ?? null
}

function lineOf(item: unknown): { name: string; fen: number } | null {
  if (typeof item !== 'object' || item === null) return null
  const { name, priceFen, quantity } = item as Record<string, unknown>
  if (typeof name !== 'string' || name === '') return null
  const fen = typeof priceFen === 'number' ? priceFen * (typeof quantity === 'number' ? quantity : 1) : 0
  return { name, fen }
}
