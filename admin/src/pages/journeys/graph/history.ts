/** What was before and after each edit, to go back and forth by. */
export interface History<T> {
  past: readonly T[]
  present: T
  future: readonly T[]
}

const most = 100

export const begun = <T>(present: T): History<T> => ({ past: [], present, future: [] })

export function edited<T>({ past, present }: History<T>, next: T): History<T> {
  return { past: [...past, present].slice(-most), present: next, future: [] }
}

export function undone<T>(history: History<T>): History<T> {
  const { past, present, future } = history
  const before = past.at(-1)
  return before === undefined
    ? history
    : { past: past.slice(0, -1), present: before, future: [present, ...future] }
}

export function redone<T>(history: History<T>): History<T> {
  const { past, present, future } = history
  const [next, ...later] = future
  return next === undefined ? history : { past: [...past, present], present: next, future: later }
}
