import type { Attempt } from '../../../models/touch.ts'

/**
 * The attempt that the one at `index` repeats to the same address because its answer was lost; undefined when it repeats
 * none. Until that is known no other channel is used, so it is the newest one that is no repetition itself.
 */
export function originalOf(attempts: Attempt[], index: number): Attempt | undefined {
  const attempt = attempts[index]
  if (!attempt?.possibleDuplicate) return undefined
  const original = attempts.slice(0, index).findLast(({ possibleDuplicate }) => !possibleDuplicate)
  const same = original?.channel === attempt.channel && original.address === attempt.address
  return same ? original : undefined
}
