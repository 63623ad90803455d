import { z } from 'zod'
import type { Sku, SkuWords } from '../../../models/skus.ts'
import { onHandSchema, skuIdSchema, skuWords } from '../../checkout/sku-rules.ts'
import type { Fault } from '../faults.ts'
import type { TableRow } from '../file/table.ts'
import { readFen, readId, readMoneyFen, readNumber, readYesNo } from '../read-cell.ts'
import { openRow, present, type RowTerms } from '../read-row.ts'

/** A row of products as it is understood; what it says nothing of is absent. */
export interface ProductRow {
  row: number
  skuId: string
  said: Partial<SkuWords> & Pick<SkuWords, 'name' | 'priceFen'>
  onHand?: number
}

const wordsSchema = z.object(skuWords)

/** A row of products, or all that is wrong with it. */
export function readProduct(row: TableRow, around: RowTerms): ProductRow | { faults: Fault[] } {
  const { faults, take, text, fault } = openRow(row, around)
  const skuId = take('skuId', readId)
  const name = text('name', 128)
  const priceFen = take('priceFen', readFen) ?? take('priceYuan', readMoneyFen)
  const onHand = take('onHand', readNumber)
  const optional = present({
    productId: take('productId', readId),
    spec: text('spec', 64),
    category: text('category', 64),
    picture: text('picture', 1_024),
    isOn: take('isOn', readYesNo),
  })
  if (skuId !== undefined && !skuIdSchema.safeParse(skuId).success) fault('skuId', 'idMalformed')
  if (onHand !== undefined && !onHandSchema.safeParse(onHand).success) fault('onHand', 'numberMalformed')
  if (faults.length > 0) return { faults }
  if (skuId === undefined || name === undefined || priceFen === undefined) {
    const missing = {
      skuId,
      name,
      [around.mapping.columns.includes('priceFen') ? 'priceFen' : 'priceYuan']: priceFen,
    }
    for (const [target, value] of Object.entries(missing)) if (value === undefined) fault(target, 'missing')
    return { faults }
  }
  return {
    row: row.row,
    skuId,
    said: { name, priceFen, ...optional },
    ...(onHand !== undefined && { onHand }),
  }
}

/** What is said of it from now on: of one that is known the row says the rest over. Null where that is nothing that can be sold. */
export function wordsOf({ skuId, said }: ProductRow, known: Sku | undefined): SkuWords | null {
  const { productId = skuId, spec, category, picture, isOn = true } = known ?? {}
  const read = wordsSchema.safeParse(present({ productId, spec, category, picture, isOn, ...said }))
  return read.success ? (present(read.data) as SkuWords) : null
}
