const key = 'kelu:page'

let session: Promise<string> | undefined

/**
 * The name of this open page towards the edit lease. It outlives a reload and the trip to the log-in; a duplicated tab, which begins
 * with a copy of it, gets one of its own.
 */
export function pageSession(): Promise<string> {
  session ??= claim(sessionStorage.getItem(key) ?? crypto.randomUUID())
  return session
}

async function claim(wanted: string): Promise<string> {
  const mine = (await isFree(wanted)) ? wanted : crypto.randomUUID()
  if (mine !== wanted) await isFree(mine)
  sessionStorage.setItem(key, mine)
  return mine
}

/** Held as long as the page is open. Without locks (plain http) nobody can tell. */
function isFree(name: string): Promise<boolean> {
  if (!navigator.locks) return Promise.resolve(true)
  return new Promise((told) => {
    void navigator.locks.request(`${key}:${name}`, { ifAvailable: true }, (lock) => {
      told(lock !== null)
      return lock === null ? undefined : new Promise(() => undefined)
    })
  })
}
