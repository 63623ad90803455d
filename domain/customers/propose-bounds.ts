import type { BuyerRules } from '../language/buyer-rules.ts'

type Rfm = BuyerRules['rfm']
type Bounds = Rfm['recencyDays']

/** One buyer as the scores see them. */
export interface ScoredBuyer {
  /** Since the last purchase. */
  days: number
  occasions365: number
  spend365Fen: number
}

const yuan = 100

/**
 * Bounds that give about a fifth of these buyers each score. Where many are alike, as most have bought once, fifths fall together:
 * bounds then stay apart by the least there is, and a score may be nobody's. Null for fewer buyers than scores.
 */
export function proposeBounds(buyers: readonly ScoredBuyer[]): Rfm | null {
  if (buyers.length < 5) return null
  const days = sorted(buyers.map((one) => one.days))
  const times = sorted(buyers.map(({ occasions365 }) => occasions365))
  const fen = sorted(buyers.map(({ spend365Fen }) => spend365Fen))
  return {
    recencyDays: rising([1, 2, 3, 4].map((fifths) => lastOf(days, fifths))),
    // One purchase is what every buyer has: it scores 1.
    frequency: falling(
      [1, 2, 3, 4].map((fifths) => firstAfter(times, fifths)),
      { least: 2, apart: 1 },
    ),
    monetaryFen: falling(
      [1, 2, 3, 4].map((fifths) => Math.floor(lastOf(fen, fifths) / yuan) * yuan),
      { least: 0, apart: yuan },
    ),
  }
}

const sorted = (all: readonly number[]): number[] => [...all].sort((a, b) => a - b)
/** The greatest of the lowest fifths, and the least of those beyond. */
const lastOf = (all: readonly number[], fifths: number): number =>
  all[Math.ceil((all.length * fifths) / 5) - 1] ?? 0
const firstAfter = (all: readonly number[], fifths: number): number =>
  all[Math.ceil((all.length * fifths) / 5)] ?? 0

function rising(bounds: readonly number[]): Bounds {
  return apart(bounds, { least: 0, apart: 1 })
}

/** From the lowest score to the highest, kept apart, then turned round. */
function falling(bounds: readonly number[], keep: { least: number; apart: number }): Bounds {
  const [two, three, four, five] = apart(bounds, keep)
  return [five, four, three, two]
}

function apart(bounds: readonly number[], keep: { least: number; apart: number }): Bounds {
  let before = keep.least - keep.apart
  const kept = bounds.map((bound) => {
    before = Math.max(bound, before + keep.apart)
    return before
  })
  return kept as unknown as Bounds
}
