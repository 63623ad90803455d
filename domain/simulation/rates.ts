import type { Channel } from '../../models/customer.ts'

/** Shares of the messages that went out, 0 to 1. */
export interface ChannelRates {
  /** A receipt said that it did not arrive. */
  failed: number
  opened: number
  clicked: number
  replied: number
}

/** How people and salespeople react, as measured here or as somebody says. */
export interface Rates {
  channels: Partial<Record<Channel, ChannelRates>>
  /** Follow-ups that are finished, and with which result: share of those that began. */
  tasks: { done: number; results: Readonly<Record<string, number>> }
  /** How many messages a channel's rates were measured over; absent: too few, so usual values stand. */
  measured: Partial<Record<Channel, number>>
}

/** One channel as the installation's own records tell of it. */
export interface ChannelCounts {
  channel: Channel
  sent: number
  failed: number
  opened: number
  clicked: number
  replied: number
}

/** Fewer tell nothing. */
const enough = 50

/** Where an installation has no experience of its own. */
export const usualRates: Rates = {
  channels: {
    sms: { failed: 0.03, opened: 0, clicked: 0.03, replied: 0.005 },
    email: { failed: 0.02, opened: 0.15, clicked: 0.02, replied: 0 },
    miniprogram: { failed: 0, opened: 0, clicked: 0.08, replied: 0 },
    popup: { failed: 0, opened: 0, clicked: 0.1, replied: 0 },
    wecom: { failed: 0, opened: 0, clicked: 0.05, replied: 0.03 },
  },
  tasks: { done: 0.9, results: { won: 0.1, interested: 0.3, notInterested: 0.25, notReached: 0.35 } },
  measured: {},
}

/** The installation's own rates, and usual ones where it has too little to tell. */
export function ratesFrom(
  counts: readonly ChannelCounts[],
  tasks: { opened: number; results: Readonly<Record<string, number>> },
): Rates {
  const own = counts.filter(({ sent }) => sent >= enough)
  const finished = Object.values(tasks.results).reduce((sum, n) => sum + n, 0)
  const results = Object.entries(tasks.results).map(([result, n]) => [result, n / finished] as const)
  return {
    channels: {
      ...usualRates.channels,
      ...Object.fromEntries(
        own.map(({ channel, sent, failed, opened, clicked, replied }) => [
          channel,
          { failed: failed / sent, opened: opened / sent, clicked: clicked / sent, replied: replied / sent },
        ]),
      ),
    },
    tasks:
      tasks.opened >= enough && finished > 0
        ? { done: finished / tasks.opened, results: Object.fromEntries(results) }
        : usualRates.tasks,
    measured: Object.fromEntries(own.map(({ channel, sent }) => [channel, sent])),
  }
}
