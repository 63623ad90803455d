import type { AnswerOf } from '../../../api/operations.ts'

export type Progress = AnswerOf<'get', '/broadcasts/{id}/progress'>
export type Counts = Progress['counts']
type Outcome = Counts['reasons'][number]['outcome']

/** Where the people behind a figure are. */
export function peopleAt(id: string, outcome: Outcome, more: { channel?: string; reason?: string } = {}) {
  return { path: `/broadcasts/${id}`, query: { outcome, ...more } }
}

/** The bar of all people: channels in their colours, then who waits, then who got nothing. Widths are percent of all. */
export function barOf({ planned, byChannel, waiting, unknown, notSent }: Counts) {
  const parts = [
    ...byChannel.map(({ channel, sent }) => ({ key: channel ?? 'unknown', people: sent })),
    { key: 'waiting', people: waiting + unknown },
    { key: 'notSent', people: notSent },
  ].filter(({ people }) => people > 0)
  let from = 0
  return parts.map((part) => {
    const width = (part.people / Math.max(planned, 1)) * 100
    from += width
    return { ...part, from: from - width, width }
  })
}
