import type { Pair } from './outcomes.ts'
import { type Block, blocksOf, createWager, type Side, type Wager } from './wagers.ts'

/** B's rate minus A's, between −1 and 1. */
export interface Interval {
  from: number
  to: number
}

/** Steps of halving the width of 2: to 0.003 points. */
const halvings = 16

/**
 * Where the difference lies, with confidence 1 − `alpha` at all times together: of everybody who looks every day, at most `alpha`
 * ever see an interval without the true difference. From −1 to 1 while one of the arms has nobody.
 */
export function intervalOf(days: readonly Pair[], alpha: number): Interval {
  return intervalFrom(blocksOf(days), alpha)
}

/** The same after each of the days asked for, by their places in the list. */
export function intervalsAfter(days: readonly Pair[], places: readonly number[], alpha: number): Interval[] {
  const blocks = blocksOf(days)
  return places.map((place) =>
    intervalFrom(
      blocks.filter(({ day }) => day <= place),
      alpha,
    ),
  )
}

/** The place of the day from which on the interval never touched 0 again; null while it does. */
export function apartSince(days: readonly Pair[], alpha: number): number | null {
  const above = createWager(0, 'above')
  const below = createWager(0, 'below')
  let since: number | null = null
  for (const block of blocksOf(days)) {
    above.take(block)
    below.take(block)
    since = isApart(above, below, alpha) ? (since ?? block.day) : null
  }
  return since
}

/** Whether one of the two who bet against a difference of 0 has won enough. */
export function isApart(above: Wager, below: Wager, alpha: number): boolean {
  return Math.max(above.logCapital(), below.logCapital()) >= enough(alpha)
}

function intervalFrom(blocks: readonly Block[], alpha: number): Interval {
  return { from: edge(blocks, 'above', alpha), to: edge(blocks, 'below', alpha) }
}

/** Each side may be wrong half as often. */
const enough = (alpha: number) => Math.log(2 / alpha)

/** The last difference, coming from −1 (`above`) or from 1 (`below`), that is refuted: what bets against it only falls on the way. */
function edge(blocks: readonly Block[], side: Side, alpha: number): number {
  const outer = side === 'above' ? -1 : 1
  const isRefuted = (shift: number): boolean => {
    const wager = createWager(shift, side)
    for (const block of blocks) wager.take(block)
    return wager.logCapital() >= enough(alpha)
  }
  if (!isRefuted(outer)) return outer
  let refuted = outer
  let held = -outer
  for (let n = 0; n < halvings; n += 1) {
    const middle = (refuted + held) / 2
    if (isRefuted(middle)) refuted = middle
    else held = middle
  }
  return refuted
}
