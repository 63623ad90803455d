import type { Reaper } from './reaper.ts'

/** Gives the same function, passing the points `name before` and `name after`. */
export function passing(reaper: Pick<Reaper, 'pass'>) {
  return <A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      reaper.pass(`${name} before`)
      const answer = await call(...args)
      reaper.pass(`${name} after`)
      return answer
    }
}
