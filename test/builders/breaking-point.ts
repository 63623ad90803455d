import type { Platforms } from '../../server/wiring/platforms.ts'
import type { Stores } from '../../server/wiring/stores.ts'

/** A break after a read is the same as one after the write before it. */
const reads = /^(find|history|heads|holder|due|nextDueAt|count|all|open|isActive|wasNotStopped)/

/** Lets the n-th write or call outside fail right after it has acted, as if the process had been killed there. */
export function breakingPoint() {
  let left = 0
  let brokeAt: string | null = null

  function wrap<T extends object>(part: T, path: string): T {
    return new Proxy(part, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name)
        const here = `${path}.${String(name)}`
        if (typeof member === 'object' && member !== null) return wrap(member, here)
        if (typeof member !== 'function' || reads.test(String(name))) return member
        return (...args: unknown[]) => {
          const result: unknown = Reflect.apply(member, target, args)
          if (!(result instanceof Promise) || left === 0) return result
          left -= 1
          if (left > 0) return result
          brokeAt = here
          return result.then(() => {
            throw new Error(`killed after ${here}`)
          })
        }
      },
    })
  }

  return {
    adapt: {
      // Where this process says that it lives is no part of the work.
      stores: (stores: Stores): Stores => ({ ...wrap(stores, 'stores'), processes: stores.processes }),
      platforms: (platforms: Platforms): Platforms => wrap(platforms, 'platforms'),
    },
    /** Breaks the n-th call from now. */
    breakAfter(n: number): void {
      left = n
      brokeAt = null
    },
    /** Which call broke; null when there were fewer. Nothing breaks any more. */
    disarm(): string | null {
      left = 0
      return brokeAt
    },
  }
}
