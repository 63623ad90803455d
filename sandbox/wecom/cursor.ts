import { WecomRefusal } from './call.ts'

/**
 * One page of a list, and the cursor of the next: opaque to the caller, empty at the end.
 * @throws WecomRefusal 50100 for a cursor nobody gave
 */
export function pageOf<T>(
  all: readonly T[],
  cursor: string,
  limit: number,
): { items: T[]; nextCursor: string } {
  const from = placeOf(cursor)
  const end = from + limit
  const nextCursor = end < all.length ? Buffer.from(`at ${end}`).toString('base64url') : ''
  return { items: all.slice(from, end), nextCursor }
}

function placeOf(cursor: string): number {
  if (cursor === '') return 0
  const match = /^at (\d+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (!match) throw new WecomRefusal(50100, 'invalid cursor')
  return Number(match[1])
}
