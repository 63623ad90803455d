/** The known name a misspelt one most likely stands for: one it begins, or the fewest letters to change, at most a third. */
export function nearest(written: string, known: Iterable<string>): string | null {
  const most = Math.max(2, Math.floor(written.length / 3))
  let best: { name: string; away: number } | null = null
  for (const name of known) {
    const isBegun = written.length > 2 && name.startsWith(written)
    const away = isBegun ? 1 : distance(written.toLowerCase(), name.toLowerCase())
    if (away <= most && away < name.length && (best === null || away < best.away)) best = { name, away }
  }
  return best?.name ?? null
}

/** What to do about a name nobody knows (zh-CN): the nearest one, else `otherwise`. */
export function correction(written: string, known: Iterable<string>, otherwise: string): string {
  const near = nearest(written, known)
  return near === null ? otherwise : `是不是“${near}”？改正拼写`
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j += 1) {
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (b[j] === letter ? 0 : 1)),
      )
    }
    row = next
  }
  return row[b.length] ?? 0
}
