import type { Channel } from '../../models/customer.ts'
import type { ConfirmRates } from './confirm-rates.ts'
import type { ForecastFigures, Reach, StoreFigures } from './figures.ts'

/** Nothing is rounded here: what several slices expect adds up. */
export type Expected = Partial<Record<Channel | 'none', Reach>>

/**
 * On which channel it reaches people in the end, when salespeople confirm as they did lately: of those asked by a group-send, the
 * share their salesperson does not confirm goes the way that is left. `none`: reached by nothing. Who waits is in none of them.
 */
export function expectedOf(
  { sent, confirming, notSent }: ForecastFigures,
  { rateOf }: ConfirmRates,
): Expected {
  const expected: Expected = {}
  const add = (way: Channel | 'none', { people, segments }: Reach, share = 1): void => {
    const before = expected[way] ?? { people: 0, segments: 0 }
    expected[way] = {
      people: before.people + people * share,
      segments: before.segments + segments * share,
    }
  }
  for (const [way, reach] of Object.entries(sent)) add(way as Channel, reach)
  for (const people of Object.values(notSent)) add('none', { people, segments: 0 })
  for (const [sender, { people, otherwise }] of Object.entries(confirming)) {
    const missed = 1 - rateOf(sender)
    add('wecom', { people, segments: 0 }, -missed)
    for (const [way, reach] of Object.entries(otherwise)) add(way as Channel | 'none', reach, missed)
  }
  return expected
}

/** How many of the people of a 门店 whom salespeople are asked for are not confirmed, by that rule. */
export function unconfirmedIn({ senders }: StoreFigures, { rateOf }: ConfirmRates): number {
  return Object.entries(senders).reduce((sum, [sender, people]) => sum + people * (1 - rateOf(sender)), 0)
}
