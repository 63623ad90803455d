import type { Sku } from '../../../models/skus.ts'

/** How much there is of it, in whole pieces. */
export function stockOf(sku: Pick<Sku, 'onHand' | 'free' | 'sold' | 'holds'> | null) {
  if (sku === null) throw new Error('no such sku')
  const { onHand, free, sold, holds } = sku
  return { onHand, free, held: holds.reduce((sum, { quantity }) => sum + quantity, 0), sold }
}
