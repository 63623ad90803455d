/** How many people the arms got, and which share of them each was to get; shares sum to 1. */
export interface Dealt {
  people: readonly number[]
  shares: readonly number[]
}

/** So often, in a thousand experiments that deal as they say, one is ever told to have gone astray. */
export const strayAlpha = 0.001

/** How firmly a prior holds to the shares that were meant, in people: one sees an arm go dry early, another a slight lean late. */
const firmnesses = [2, 20, 200, 2_000]

/**
 * Sample-ratio mismatch: how credible it is that people were dealt by these shares, as a p-value that stays valid however often
 * one looks (1 = nothing speaks against it). The inverse of a mean of Dirichlet-multinomial Bayes factors, each multiplied over
 * spans of different shares: Lindon & Malek, "Anytime-valid inference for multinomial count data" (NeurIPS 2022). An arm that
 * was to get nobody says nothing.
 */
export function dealtAsMeant(spans: readonly Dealt[]): number {
  const factors = firmnesses.map((firmness) =>
    Math.exp(spans.reduce((sum, span) => sum + logFactorOf(span, firmness), 0)),
  )
  const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length
  return Math.min(1, 1 / mean)
}

function logFactorOf({ people, shares }: Dealt, firmness: number): number {
  let log = 0
  let all = 0
  for (const [arm, share] of shares.entries()) {
    const here = people[arm] ?? 0
    if (share === 0) continue
    for (let n = 0; n < here; n += 1) log += Math.log(firmness * share + n) - Math.log(share)
    all += here
  }
  for (let n = 0; n < all; n += 1) log -= Math.log(firmness + n)
  return log
}
