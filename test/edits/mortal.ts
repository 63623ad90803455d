/** What is rejected by a process that is dead: nothing it does reaches the store or a platform any more. */
export class Death extends Error {}

/** Where a process dies: at one of its next writes and calls outside, before it acted or after. */
export type Doom =
  | { calls: number; when: 'before' | 'after' }
  /** At the first place that is not among these; with `about`, of those it names. */
  | { newTo: ReadonlySet<string>; about?: RegExp }

const reads =
  /^(find|history|heads|holder|due|nextDueAt|count|all|open|is[A-Z]|was[A-Z]|has[A-Z]|versionIds|last|versions|numbersOf|newest|publication$|changesOf|active|without|notRedated|anyOpenOn|earliest|first|untold|stuck|failing|next|others|keys|enteredUntil|with|waiting|inMerge|of$|grantsOf|placed)/

/** The same parts, of a process that dies as it is told. `die` may end it for good, or leave it dead. */
export function mortal(die: (at: string) => void) {
  let doom: Doom | null = null
  let dead = false

  async function dies(place: string): Promise<never> {
    dead = true
    die(place)
    throw new Death(`died at ${place}`)
  }

  function isDoomed(place: string, isNext: boolean): boolean {
    if (doom === null) return false
    if (!('newTo' in doom)) return isNext && place.startsWith(doom.when)
    return !doom.newTo.has(place) && (doom.about?.test(place) ?? true)
  }

  function around<T extends object>(part: T, path: string): T {
    return new Proxy(part, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name)
        const here = `${path}.${String(name)}`
        if (typeof member === 'object' && member !== null) return around(member, here)
        if (typeof member !== 'function') return member
        return (...args: unknown[]) => {
          if (dead) return Promise.reject(new Death(`dead before ${here}`))
          if (reads.test(String(name))) return Reflect.apply(member, target, args)
          const isNext = doom !== null && 'calls' in doom && doom.calls-- <= 0
          if (isDoomed(`before ${here}`, isNext)) return dies(`before ${here}`)
          const result: unknown = Reflect.apply(member, target, args)
          if (!(result instanceof Promise)) return result
          return isDoomed(`after ${here}`, isNext) ? result.then(() => dies(`after ${here}`)) : result
        }
      },
    })
  }

  return {
    around,
    /** From here on; null lets it live. */
    doom(next: Doom | null): void {
      doom = next
    },
    isDead: () => dead,
  }
}
