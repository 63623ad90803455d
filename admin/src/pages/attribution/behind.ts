import type { AttributedOrder, ContentRow, Model } from './attribution-words.ts'

/** A figure somebody wants to see the orders of. */
export interface Behind {
  title: string
  /** What the figure says. */
  says: string
  query: {
    channel?: ContentRow['channel']
    content?: string
    model?: Model
    store?: string
    group?: AttributedOrder['group']
    weekday?: number
    way?: string
    touched?: 'no'
  }
  /** Whose part of each order is told. */
  given?: { channel: string; content: string; model: Model }
}

/** What of an order the figure's content is given; null where the figure is of whole orders. */
export function givenFen({ path }: Pick<AttributedOrder, 'path'>, given: Behind['given']): number | null {
  if (given === undefined) return null
  const own = path.filter(({ channel, content }) => channel === given.channel && content === given.content)
  return own.reduce((sum, step) => sum + step[`${given.model}Fen`], 0)
}
