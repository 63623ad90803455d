import type { Platforms } from '../../server/wiring/platforms.ts'
import type { Stores } from '../../server/wiring/stores.ts'

/** A break after a read is the same as one after the write before it. */
const reads =
  /^(find|history|heads|holder|due|nextDueAt|count|all|open|standsAt|movable|anyToMove|last|newest|publication$|versions|moving|wasNotStopped|versionIds)/

/** A write or a call outside: which one, and the how-manyth of its kind in the piece of work. */
export interface Point {
  name: string
  occurrence: number
}

/** Lets one write or call outside fail right after it has acted, as if the process had been killed there. */
export function breakingPoint() {
  let seen = new Map<string, number>()
  let target: Point | null = null
  let broke = false

  function wrap<T extends object>(part: T, path: string): T {
    return new Proxy(part, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name)
        const here = `${path}.${String(name)}`
        if (typeof member === 'object' && member !== null) return wrap(member, here)
        if (typeof member !== 'function' || reads.test(String(name))) return member
        return (...args: unknown[]) => {
          const result: unknown = Reflect.apply(member, target, args)
          return result instanceof Promise && isTheOne(here) ? failAfter(result, here) : result
        }
      },
    })
  }

  function isTheOne(name: string): boolean {
    const occurrence = (seen.get(name) ?? 0) + 1
    seen.set(name, occurrence)
    return !broke && target?.name === name && target.occurrence === occurrence
  }

  function failAfter(result: Promise<unknown>, name: string): Promise<never> {
    broke = true
    return result.then(() => {
      throw new Error(`killed after ${name}`)
    })
  }

  return {
    adapt: {
      // Where this process says that it lives is no part of the work.
      stores: (stores: Stores): Stores => ({ ...wrap(stores, 'stores'), processes: stores.processes }),
      platforms: (platforms: Platforms): Platforms => wrap(platforms, 'platforms'),
    },
    /** Counts anew; the work from here on breaks at `point`, or nowhere. */
    begin(point: Point | null): void {
      seen = new Map()
      target = point
      broke = false
    },
    /** Whether it broke, and every point passed since `begin`. Nothing breaks any more. */
    end(): { broke: boolean; passed: Point[] } {
      target = null
      const passed = [...seen].flatMap(([name, times]) =>
        Array.from({ length: times }, (_, n) => ({ name, occurrence: n + 1 })),
      )
      return { broke, passed }
    },
  }
}
