import type { AnswerOf } from '../../api/operations.ts'

export type Refundable = AnswerOf<'get', '/refunds/{no}'>

/** How many pieces of each line come back, by sku. */
export type Pieces = Record<string, number>

/** What these pieces are worth: each further one of a line by itself, so that all of them together are the line to the fen. */
export function worthOf(lines: Refundable['lines'], pieces: Pieces): number {
  return lines.reduce((sum, { skuId, worthFen }) => {
    const first = worthFen.slice(0, pieces[skuId] ?? 0)
    return sum + first.reduce((fen, worth) => fen + worth, 0)
  }, 0)
}

/** The lines that come back; none where no piece does. */
export const linesOf = (pieces: Pieces): { skuId: string; quantity: number }[] =>
  Object.entries(pieces).flatMap(([skuId, quantity]) => (quantity > 0 ? [{ skuId, quantity }] : []))

/** 12.5 → 1250; null where it is no amount with at most two decimals. Read as text: money is never a fraction. */
export function fenIn(yuan: string): number | null {
  const [, whole, decimals = ''] = /^(\d{1,8})(?:\.(\d{1,2}))?$/.exec(yuan.trim()) ?? []
  return whole === undefined ? null : Number(whole) * 100 + Number(decimals.padEnd(2, '0'))
}

/** What speaks against it; null = nothing. */
export function faultOf(fen: number | null, leftFen: number, reason: string): string | null {
  if (fen === null) return '金额写成 12 或 12.50 这样'
  if (fen === 0) return '选要退的商品，或写要退的金额'
  if (fen > leftFen) return '比还能退的多'
  return reason.trim().length < 2 ? '写明为什么退，至少 2 个字' : null
}
