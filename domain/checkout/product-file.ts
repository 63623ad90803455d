import { CsvError, parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { SkuWords } from '../../models/skus.ts'
import { onHandSchema, skuIdSchema, skuWords } from './sku-rules.ts'

/** One thing for sale as a file says it. */
export interface FiledSku {
  skuId: string
  words: SkuWords
  /** What lies in the warehouse, what orders hold included; absent = as it is. */
  onHand?: number
}

/** What is wrong in a file: the line of a CSV, the place in the list of a JSON, from 1. */
export interface FileFault {
  row: number
  field: string
  message: string
}

/** In full: a file of a shop has thousands of things, not millions. */
const mostSkus = 20_000

const filed = z.strictObject({ skuId: skuIdSchema, ...skuWords, onHand: onHandSchema.optional() })

/** Columns of a CSV: prices are written in yuan there, as people do. */
const columns = ['skuId', 'productId', 'name', 'spec', 'category', 'picture', 'priceYuan', 'isOn', 'onHand']
const needed = ['skuId', 'productId', 'name', 'priceYuan']

/**
 * The things for sale in a JSON list (`priceFen`) or a CSV with a line of column names (`priceYuan`, such as 99.90). UTF-8, or the
 * GB 18030 that Excel writes. All of it is read, or nothing: every fault is named.
 */
export function readProductFile(bytes: Uint8Array): { skus: FiledSku[] } | { faults: FileFault[] } {
  const text = textOf(bytes)
  const rows = /^\s*\[/.test(text) ? jsonRows(text) : csvRows(text)
  if ('faults' in rows) return rows
  const faults: FileFault[] = []
  const skus: FiledSku[] = []
  const known = new Set<string>()
  for (const { row, given } of rows.rows) {
    const read = filed.safeParse(given)
    if (!read.success) {
      for (const { path, message } of read.error.issues) faults.push({ row, field: path.join('.'), message })
      continue
    }
    const { skuId, onHand, ...words } = read.data
    if (known.has(skuId)) faults.push({ row, field: 'skuId', message: `${skuId} 在文件里出现了两次` })
    known.add(skuId)
    skus.push({ skuId, words, ...(onHand !== undefined && { onHand }) })
  }
  if (rows.rows.length === 0) faults.push({ row: 1, field: '', message: '文件里没有商品' })
  if (skus.length > mostSkus) faults.push({ row: mostSkus, field: '', message: `一次最多 ${mostSkus} 件` })
  return faults.length > 0 ? { faults } : { skus }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

type Rows = { rows: { row: number; given: unknown }[] } | { faults: FileFault[] }

function jsonRows(text: string): Rows {
  try {
    const list: unknown = JSON.parse(text)
    return { rows: (list as unknown[]).map((given, place) => ({ row: place + 1, given })) }
  } catch (error) {
    return { faults: [{ row: 1, field: '', message: `不是 JSON：${(error as Error).message}` }] }
  }
}

function csvRows(text: string): Rows {
  try {
    const [head = { record: [], info: { lines: 1 } }, ...rest] = parse(text, {
      bom: true,
      info: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[]
    const names = head.record
    const strange = names.filter((name) => !columns.includes(name))
    const missing = needed.filter((name) => !names.includes(name))
    if (strange.length > 0 || missing.length > 0) {
      const message = [
        ...strange.map((name) => `不认识的列 ${name}`),
        ...missing.map((name) => `缺少列 ${name}`),
        `可用的列：${columns.join('、')}`,
      ].join('；')
      return { faults: [{ row: 1, field: '', message }] }
    }
    return { rows: rest.map(({ record, info }) => ({ row: info.lines, given: fromCells(names, record) })) }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { faults: [{ row: Number(error.lines ?? 1), field: '', message: `不是 CSV：${error.message}` }] }
  }
}

/** An empty cell says nothing. */
function fromCells(names: readonly string[], cells: readonly string[]): Record<string, unknown> {
  const said = names.flatMap((name, place): [string, unknown][] => {
    const cell = cells[place] ?? ''
    if (cell === '') return []
    if (name === 'priceYuan') return [['priceFen', fenOf(cell)]]
    if (name === 'onHand') return [[name, /^\d+$/.test(cell) ? Number(cell) : cell]]
    if (name === 'isOn') return [[name, cell === 'true' ? true : cell === 'false' ? false : cell]]
    return [[name, cell]]
  })
  return Object.fromEntries(said)
}

/** `99.9` as 9990; what is no price in yuan and fen stays what it is, and is refused. */
function fenOf(yuan: string): number | string {
  const [, whole, part = ''] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(yuan) ?? []
  return whole === undefined ? yuan : Number(whole) * 100 + Number(part.padEnd(2, '0'))
}
