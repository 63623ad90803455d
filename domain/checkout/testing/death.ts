/** Where a process dies: at its n-th write, just before it is made or just after. */
export interface Death {
  at: number
  after: boolean
}

/** The process is dead: nothing it does reaches the store any more. */
export class Died extends Error {}

const writes: Record<string, readonly string[]> = {
  skus: ['hold', 'release', 'sell'],
  intents: ['begin', 'decide', 'finish', 'refuse', 'close', 'postpone'],
  orders: ['place', 'change'],
  coupons: ['replaceUse'],
  customers: ['hear'],
}

/** Stands between a process that dies and everything it writes to; `writes()` says how many it made. */
export function mortality(death: Death | null) {
  let made = 0
  let dead = false

  function around<T extends object>(part: T, name: string): T {
    const mortal = Object.entries(part).map(([method, call]) => {
      const isWrite = writes[name]?.includes(method) ?? false
      return [method, (...args: unknown[]) => through(() => call(...args), isWrite)]
    })
    return Object.fromEntries(mortal) as T
  }

  async function through(call: () => Promise<unknown>, isWrite: boolean): Promise<unknown> {
    if (dead) throw new Died()
    if (isWrite) made += 1
    const isTheEnd = isWrite && made === death?.at
    if (isTheEnd) dead = true
    if (isTheEnd && !death?.after) throw new Died()
    const result = await call()
    if (isTheEnd) throw new Died()
    return result
  }

  return { around, writes: () => made }
}
