/** Rows of the same key as one. */
export function summed<T, K extends keyof T>(all: readonly T[], key: K, add: (one: T, other: T) => T): T[] {
  const found = new Map<T[K], T>()
  for (const each of all) {
    const before = found.get(each[key])
    found.set(each[key], before === undefined ? each : add(before, each))
  }
  return [...found.values()]
}
