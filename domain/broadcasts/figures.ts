import type { Channel } from '../../models/customer.ts'
import type { Foreseen } from '../outreach/outlook/foresee.ts'

/** What would become of some people, counted. Those of several slices add up. */
export interface ForecastFigures {
  /** Everybody looked at: sent, later and not sent together. */
  people: number
  /** Reached at the planned moment. */
  sent: Partial<Record<Channel, { people: number; segments: number }>>
  /** Of those reached by a group-send: who is asked to confirm it, and for how many. */
  confirming: Record<string, number>
  /** Reached later than that, by reason. */
  later: Record<string, { people: number; until: Date }>
  /** By the final reason. */
  notSent: Record<string, number>
}

export const noFigures = (): ForecastFigures => ({
  people: 0,
  sent: {},
  confirming: {},
  later: {},
  notSent: {},
})

/** Counts one more; `until` of those who wait is the last of them. */
export function count(figures: ForecastFigures, foreseen: Foreseen): void {
  figures.people += 1
  if (foreseen.kind === 'sent') {
    const { channel, segments, sender } = foreseen
    if (sender !== undefined) figures.confirming[sender] = (figures.confirming[sender] ?? 0) + 1
    const before = figures.sent[channel] ?? { people: 0, segments: 0 }
    figures.sent[channel] = { people: before.people + 1, segments: before.segments + segments }
  } else if (foreseen.kind === 'later') {
    const { reason, until } = foreseen
    const before = figures.later[reason]
    figures.later[reason] = {
      people: (before?.people ?? 0) + 1,
      until: before === undefined || until > before.until ? until : before.until,
    }
  } else figures.notSent[foreseen.reason] = (figures.notSent[foreseen.reason] ?? 0) + 1
}
