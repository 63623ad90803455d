import type { Fault } from '../faults.ts'
import type { TableRow } from '../file/table.ts'
import { type Who, whoIn } from '../people/who.ts'
import { type Read, readId, readText } from '../read-cell.ts'
import { openRow, present, type RowTerms } from '../read-row.ts'

/** A coupon of another system as its row tells it. */
export interface CouponRow {
  row: number
  who: Who
  /** Id or name. */
  batch: string
  code: string
  validUntil: Date
  isUsed: boolean
  grantedAt?: Date
  redeemedAt?: Date
  orderId?: string
}

const longestCode = 64
const unused = /^(未使用|未核销|可用|可使用|有效|已领取|unused|active|valid)$|^(已过期|已失效|过期|expired)$/i
const used = /^(已使用|已核销|used|redeemed)$/i

/** A row of coupons, or all that is wrong with it. */
export function readCoupon(
  row: TableRow,
  around: RowTerms,
  corp: string | undefined,
): CouponRow | { faults: Fault[] } {
  const reader = openRow(row, around)
  const { faults, take, text, past, moment, fault } = reader
  const who = whoIn(reader, corp)
  const needed = {
    batch: text('batch', 64),
    code: take('code', readId),
    validUntil: moment('validUntil'),
  }
  const isUsed = take('state', readUsed) ?? false
  const optional = present({
    grantedAt: past('grantedAt'),
    redeemedAt: past('redeemedAt'),
    orderId: take('orderId', readId),
  })
  const { batch, code, validUntil } = needed
  if (code !== undefined && code.length > longestCode) fault('code', 'textLong')
  if (faults.length > 0) return { faults }
  if (batch === undefined || code === undefined || validUntil === undefined) {
    for (const [target, value] of Object.entries(needed)) if (value === undefined) fault(target, 'missing')
    return { faults }
  }
  return { row: row.row, who, batch, code, validUntil, isUsed, ...optional }
}

/** That one is over says its end. */
function readUsed(cell: Parameters<typeof readText>[0]): Read<boolean> {
  const read = readText(cell, 64)
  if (read === null || 'fault' in read) return read
  if (used.test(read.value)) return { value: true }
  return unused.test(read.value) ? { value: false } : { fault: 'unknownValue' }
}
