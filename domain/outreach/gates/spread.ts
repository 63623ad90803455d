import { createHash } from 'node:crypto'

/** A number from 0 to below `range`, always the same for the same key and evenly spread over keys. */
export function spread(key: string, range: number): number {
  if (range <= 0) return 0
  return createHash('sha256').update(key).digest().readUInt32BE(0) % range
}
