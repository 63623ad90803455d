/** What is rejected by a process that is dead: nothing it does reaches the store or a platform any more. */
export class Death extends Error {}

/** After how many further writes and calls outside a process dies; `after` that one has acted, or before. */
export interface Doom {
  calls: number
  when: 'before' | 'after'
}

const reads =
  /^(find|history|heads|holder|due|nextDueAt|count|all|open|is[A-Z]|was[A-Z]|has[A-Z]|versionIds|last|versions|numbersOf|newest|publication$|changesOf|active|without|notRedated|anyOpenOn|earliest|first|untold|stuck|failing|next|others|keys|enteredUntil|with|waiting|inMerge|of$|grantsOf|placed)/

/** The same parts, of a process that dies as it is told. `die` may end it for good, or leave it dead. */
export function mortal(die: (at: string) => void) {
  let doom: Doom | null = null
  let dead = false

  function strike(name: string): never {
    dead = true
    die(name)
    throw new Death(`died at ${name}`)
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
          const isTheOne = doom !== null && !reads.test(String(name)) && doom.calls-- <= 0
          if (isTheOne && doom?.when === 'before') {
            try {
              strike(`before ${here}`)
            } catch (error) {
              return Promise.reject(error)
            }
          }
          const result: unknown = Reflect.apply(member, target, args)
          return isTheOne && result instanceof Promise ? result.then(() => strike(`after ${here}`)) : result
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
