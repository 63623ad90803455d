import type { Sku } from '../../models/skus.ts'
import { csvLine, csvMark } from '../spreadsheet/csv.ts'
import { heldOf } from './products.ts'

/** Headers are those an import knows, so that what leaves can come back. */
const columns: readonly [header: string, cell: (sku: Sku) => string | number | undefined][] = [
  ['商品编号', ({ _id }) => _id],
  ['所属商品编号', ({ productId }) => productId],
  ['商品名称', ({ name }) => name],
  ['规格', ({ spec }) => spec],
  ['商品类目', ({ category }) => category],
  ['价格（元）', ({ priceFen }) => (priceFen / 100).toFixed(2)],
  ['在售', ({ isOn }) => (isOn ? '是' : '否')],
  ['库存', ({ onHand }) => onHand],
  ['占用', heldOf],
  ['卖出', ({ sold }) => sold],
  ['图片', ({ picture }) => picture],
]

/** What is for sale as CSV, nothing in it a formula. */
export async function* productTable(pages: AsyncIterable<readonly Sku[]>): AsyncGenerator<string> {
  yield csvMark + csvLine(columns.map(([header]) => header))
  for await (const skus of pages)
    yield skus.map((sku) => csvLine(columns.map(([, cell]) => String(cell(sku) ?? '')))).join('')
}
