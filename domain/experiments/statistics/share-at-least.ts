import type { Outcomes } from './outcomes.ts'

/** 97.5 % of a normal distribution lies below: of both sides together 95 % within. */
const z = 1.96

/**
 * The lower end of the interval of Wilson (1927) for a share, 95 %: it holds for few people and for shares near 0 and 1, where the
 * usual one does not. 0 of nobody. Of one look: whoever looks daily is told more often than that.
 */
export function shareAtLeast({ people, reached }: Outcomes): number {
  if (people === 0) return 0
  const share = reached / people
  const middle = share + z ** 2 / (2 * people)
  const half = z * Math.sqrt((share * (1 - share)) / people + z ** 2 / (4 * people ** 2))
  return Math.max(0, (middle - half) / (1 + z ** 2 / people))
}
