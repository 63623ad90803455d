import { DomainError } from '../errors.ts'

/** What a line costs before anything is taken off. */
export interface PricedLine {
  lineFen: number
}

/** What one of something costs, so often. @throws DomainError `order.too_large` */
export function lineFen(unitFen: number, quantity: number): number {
  return exact(unitFen * quantity)
}

/** @throws DomainError `order.too_large` beyond 2^53 fen */
export function goodsFen(lines: readonly PricedLine[]): number {
  return exact(lines.reduce((sum, line) => sum + line.lineFen, 0))
}

/**
 * What of a discount of D falls on each line of wᵢ, of W together: floor(D·wᵢ÷W), what is left by the largest remainder, of
 * equals the earlier line. Whole fen; together exactly D, of each line never more than it costs.
 * @param discountFen at most what all lines come to
 */
export function discountShares(discountFen: number, lines: readonly PricedLine[]): number[] {
  const total = BigInt(goodsFen(lines))
  if (total === 0n) return lines.map(() => 0)
  const exactly = lines.map((line) => BigInt(discountFen) * BigInt(line.lineFen))
  const shares = exactly.map((product) => Number(product / total))
  const left = discountFen - shares.reduce((sum, share) => sum + share, 0)
  const byRemainder = exactly
    .map((product, place) => ({ place, remainder: product % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.place - b.place : a.remainder < b.remainder ? 1 : -1))
  for (const { place } of byRemainder.slice(0, left)) shares[place] = (shares[place] ?? 0) + 1
  return shares
}

function exact(fen: number): number {
  if (!Number.isSafeInteger(fen)) throw new DomainError('order.too_large')
  return fen
}
