/** Which call breaks, counted over everything wrapped together, and whether it has acted by then. */
export interface Breaking {
  nth: number
  when: 'before' | 'after'
  happened: boolean
}

/** The same objects, but the n-th call to any of them fails as a process that was killed there would. */
export function breakable<T extends object>(parts: T, breaking: Breaking): T {
  let calls = 0

  function wrap(part: object): object {
    return new Proxy(part, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        return async (...args: unknown[]) => {
          calls++
          const breaks = calls === breaking.nth
          if (breaks) breaking.happened = true
          if (breaks && breaking.when === 'before') throw new Error(`killed before ${String(name)}`)
          const result: unknown = await member.apply(target, args)
          if (breaks) throw new Error(`killed after ${String(name)}`)
          return result
        }
      },
    })
  }

  const wrapped = Object.entries(parts).map(([name, part]) => [name, wrap(part as object)])
  return Object.fromEntries(wrapped) as T
}
