import type { Document } from 'mongodb'

/** What was written on the way of one order, and the ids in it that another order has of its own. */
export interface RecordedWrites {
  commands: Document[]
  own: { no: string; customerId: string; transactionId: string; skuId: string }
  /** As they were before. */
  customer: Document & { _id: string }
  sku: Document & { _id: string }
}

/** The same with other ids, wherever they stand. */
export function renamed<T>(value: T, ids: ReadonlyMap<string, string>): T {
  const any = new RegExp([...ids.keys()].map((id) => id.replace(/[^\w]/g, '\\$&')).join('|'), 'g')
  const rename = (one: unknown): unknown => {
    if (typeof one === 'string') return one.replace(any, (id) => ids.get(id) ?? id)
    if (Array.isArray(one)) return one.map(rename)
    if (one === null || typeof one !== 'object' || Object.getPrototypeOf(one) !== Object.prototype) return one
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [rename(key), rename(inner)]))
  }
  return rename(value) as T
}
