/**
 * What `load` gave lately, for as long as `ms` of real time; whoever asks while it loads gets the same. A failure is not
 * remembered.
 */
export function remembered<T>(ms: number, load: () => Promise<T>): (() => Promise<T>) & { forget(): void } {
  let last: { at: number; value: Promise<T> } | null = null

  const recall = (): Promise<T> => {
    if (last && performance.now() - last.at < ms) return last.value
    const value = load()
    const mine = { at: performance.now(), value }
    last = mine
    value.catch(() => {
      if (last === mine) last = null
    })
    return value
  }
  return Object.assign(recall, {
    forget(): void {
      last = null
    },
  })
}
