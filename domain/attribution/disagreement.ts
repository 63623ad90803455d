import { attributionModels, type ContentRow, type Model } from './tally.ts'

/** Where the models tell the most different stories: one content, what two of them give it, and by how much they differ. */
export interface Disagreement {
  row: Pick<ContentRow, 'channel' | 'content'>
  more: { model: Model; fen: number }
  less: { model: Model; fen: number }
  differFen: number
}

/** Pure: null where all models agree about everything. */
export function largestDisagreement(rows: readonly ContentRow[]): Disagreement | null {
  return rows.reduce<Disagreement | null>((largest, { channel, content, byModel }) => {
    const told = attributionModels
      .map((model) => ({ model, fen: byModel[model].fen }))
      .sort((a, b) => b.fen - a.fen)
    const [more, less] = [told[0], told.at(-1)]
    if (more === undefined || less === undefined) return largest
    const differFen = more.fen - less.fen
    if (differFen <= (largest?.differFen ?? 0)) return largest
    return { row: { channel, content }, more, less, differFen }
  }, null)
}
