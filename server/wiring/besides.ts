import type { Activity } from '../../domain/activity.ts'

/** A platform that is away keeps its callers waiting for seconds: other sweepers do not wait with them. */
export function besides(
  name: string,
  sweep: () => Promise<number>,
  background: Activity['background'],
): () => Promise<number> {
  let isGoing = false
  return async () => {
    if (isGoing) return 0
    isGoing = true
    background(name, async () => {
      try {
        await sweep()
      } finally {
        isGoing = false
      }
    })
    return 0
  }
}
