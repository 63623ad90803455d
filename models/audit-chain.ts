import { createHash } from 'node:crypto'
import type { AuditEntry } from './audit-log.ts'

/** Of entries from before the log was a chain, whose ids are ULIDs: it sorts behind all of them. */
const mark = '~'
const digits = 12

/** Id of the nth entry of the chain, from 1: it sorts by its number. */
export const chainId = (n: number): string => `${mark}${String(n).padStart(digits, '0')}`

/** The place in the chain; 0 for an entry from before there was one. */
export const chainPlace = (id: string): number => (id.startsWith(mark) ? Number(id.slice(mark.length)) : 0)

/** SHA-256 over the hash of the entry before and everything this one says: who changes one changes all that follow. */
export function chainHash(previous: string, { hash: _hash, ...said }: AuditEntry): string {
  return createHash('sha256')
    .update(`${previous}\n${JSON.stringify(inOrder(said))}`)
    .digest('hex')
}

/** The same said with its fields in one order, whatever order a store gives them in. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, item]) => [key, inOrder(item)]),
  )
}
