import { laterOf } from './later-of.ts'
import type { Reducer } from './reducer.ts'

/** `lastClickAt`: the last time they followed a link of a message. */
export const clicks: Reducer = {
  hears: ({ name }) => name === 'message.clicked',
  apply(draft, event) {
    draft.traits.lastClickAt = laterOf(draft.traits.lastClickAt, event.at)
  },
}
