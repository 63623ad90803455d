import pLimit from 'p-limit'
import type { ImportCounts } from '../../../models/imports.ts'
import { isSameDocument } from '../../../models/same-document.ts'
import type { Sku, SkuStore, SkuWords } from '../../../models/skus.ts'
import type { Products } from '../../checkout/products.ts'
import { DomainError } from '../../errors.ts'
import type { FaultCode } from '../faults.ts'
import type { TableRow } from '../file/table.ts'
import type { Around, BadRow, Batch, ImportKind, KindColumns } from '../kind.ts'
import { present } from '../read-row.ts'
import { type ProductRow, readProduct, wordsOf } from './read-product.ts'
import { productTargets } from './targets.ts'

const parallel = 8
const refusals: Partial<Record<string, FaultCode>> = {
  'product.picture': 'pictureMissing',
  'product.held': 'stockHeld',
}

export const productColumns: KindColumns = {
  name: '商品',
  targets: () => productTargets,
  needs: [['skuId'], ['name'], ['priceYuan', 'priceFen']],
}

/**
 * Things for sale, by their own ids: a file says how they are from now on. What it has no column for stays; of two rows of one id the
 * later one stands; orders keep the price they were placed at.
 */
export function createProductImport({
  skus,
  products,
}: {
  skus: Pick<SkuStore, 'findMany'>
  products: Pick<Products, 'say' | 'count'>
}): ImportKind {
  async function write(rows: readonly ProductRow[]): Promise<BadRow[]> {
    const known = await skus.findMany(rows.map(({ skuId }) => skuId))
    const bad: BadRow[] = []
    const slot = pLimit(parallel)
    async function say(row: ProductRow): Promise<void> {
      const words = wordsOf(row, known.get(row.skuId))
      if (words === null) return
      try {
        await products.say(row.skuId, words)
        if (row.onHand !== undefined) await products.count(row.skuId, row.onHand)
      } catch (error) {
        const code = error instanceof DomainError ? refusals[error.code] : undefined
        if (code === undefined) throw error
        bad.push({ row: row.row, faults: [{ code }] })
      }
    }
    const last = new Map(rows.map((row) => [row.skuId, row]))
    await Promise.all([...last.values()].map((row) => slot(() => say(row))))
    return bad
  }

  async function judge(rows: readonly TableRow[], around: Around): Promise<Batch> {
    const bad: BadRow[] = []
    const read: ProductRow[] = []
    for (const row of rows) {
      const one = readProduct(row, around)
      if ('faults' in one) bad.push({ row: row.row, faults: one.faults })
      else read.push(one)
    }
    const known = await skus.findMany(read.map(({ skuId }) => skuId))
    const good: ProductRow[] = []
    const counts: ImportCounts = { rows: rows.length, new: 0, changed: 0, known: 0 }
    const seen = new Set<string>()
    for (const row of read) {
      const sku = known.get(row.skuId)
      const words = wordsOf(row, sku)
      if (words === null) {
        bad.push({ row: row.row, faults: [{ code: 'productMalformed' }] })
        continue
      }
      const isNew = sku === undefined && !seen.has(row.skuId)
      const said = isNew ? 'new' : sku && isAsSaid(sku, words, row) ? 'known' : 'changed'
      counts[said] = (counts[said] ?? 0) + 1
      seen.add(row.skuId)
      good.push(row)
    }
    return { counts: { ...counts, bad: bad.length }, bad, write: () => write(good) }
  }

  return { ...productColumns, judge }
}

function isAsSaid(sku: Sku, words: SkuWords, { onHand }: ProductRow): boolean {
  const { productId, name, spec, category, picture, priceFen, isOn } = sku
  const now = { productId, name, spec, category, picture, priceFen, isOn }
  return isSameDocument(present(now), words) && (onHand === undefined || onHand === sku.onHand)
}
