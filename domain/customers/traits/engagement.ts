import { type Channel, channels, relationOf } from '../../../models/customer.ts'
import { laterOf } from './later-of.ts'
import type { Reducer } from './reducer.ts'

const known: ReadonlySet<unknown> = new Set(channels)

/** `engagedAt` of the channel a message was opened or clicked on: what makes a channel the usual one. A welcome counts for WeCom. */
export const engagement: Reducer = {
  hears: ({ name, props }) =>
    (name === 'message.opened' || name === 'message.clicked') && known.has(props.channel),
  apply(draft, event) {
    const channel = relationOf(event.props.channel as Channel)
    draft.engagedAt[channel] = laterOf(draft.engagedAt[channel], event.at)
  },
}
