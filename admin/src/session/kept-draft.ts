import { type Ref, watch } from 'vue'

// What somebody has typed outlives a session that ended, a reload and the trip to WeCom and back. It stays in this tab.

const prefix = 'kelu:draft:'

interface Kept<T> {
  value: T
  at: string
}

/** Keeps `value` under `key` while it changes, and brings back what was kept. `forget` once it is saved. */
export function keepDraft<T>(key: string, value: Ref<T>): { broughtBackFrom: Date | null; forget(): void } {
  const kept = read<T>(key)
  if (kept) value.value = kept.value
  watch(
    value,
    (now) => {
      const text: Kept<T> = { value: now, at: new Date().toISOString() }
      sessionStorage.setItem(prefix + key, JSON.stringify(text))
    },
    { deep: true },
  )
  return {
    broughtBackFrom: kept ? new Date(kept.at) : null,
    forget: () => sessionStorage.removeItem(prefix + key),
  }
}

/** When something was last kept in this tab, for the log-in page. */
export function latestDraftAt(): Date | null {
  const times = Object.keys(sessionStorage)
    .filter((key) => key.startsWith(prefix))
    .map((key) => read(key.slice(prefix.length))?.at ?? '')
  const latest = times.sort().at(-1)
  return latest ? new Date(latest) : null
}

function read<T>(key: string): Kept<T> | null {
  const text = sessionStorage.getItem(prefix + key)
  return text ? (JSON.parse(text) as Kept<T>) : null
}
