import { intervalsAfter, isApart } from '../statistics/difference.ts'
import type { Pair } from '../statistics/outcomes.ts'
import { blocksOf, createWager } from '../statistics/wagers.ts'

/** Whether somebody who looks each day is ever told of a difference. */
export function isEverApart(days: readonly Pair[], alpha: number): boolean {
  const both = [createWager(0, 'above'), createWager(0, 'below')] as const
  return blocksOf(days).some((block) => {
    for (const wager of both) wager.take(block)
    return isApart(...both, alpha)
  })
}

/** Whether somebody who looks on these days ever sees an interval without the true difference. */
export function everMisses(
  days: readonly Pair[],
  { truth, looks, alpha }: { truth: number; looks: readonly number[]; alpha: number },
): boolean {
  return intervalsAfter(days, looks, alpha).some(({ from, to }) => truth < from || truth > to)
}
