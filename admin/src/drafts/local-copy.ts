/** What was typed and not saved yet, in this browser. */
export interface LocalCopy<T> {
  value: T
  /** The draft it was typed on; null = there was none. */
  stamp: string | null
  at: string
}

export interface LocalCopies<T> {
  read(): LocalCopy<T> | null
  write(copy: LocalCopy<T>): void
  forget(): void
}

/** Outlives the tab: a crash, a lost connection, a session that ended. */
export function localCopies<T>(name: string, storage: Storage = localStorage): LocalCopies<T> {
  const key = `kelu:unsaved:${name}`
  return {
    read() {
      const text = storage.getItem(key)
      return text === null ? null : (JSON.parse(text) as LocalCopy<T>)
    },
    write: (copy) => storage.setItem(key, JSON.stringify(copy)),
    forget: () => storage.removeItem(key),
  }
}
