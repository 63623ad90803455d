import { createHash } from 'node:crypto'

/** Where a customer's runs are worked on: 0 … shards - 1, the same for ever. */
export function shardOf(customerId: string, shards: number): number {
  return createHash('sha256').update(customerId).digest().readUInt32BE(0) % shards
}
