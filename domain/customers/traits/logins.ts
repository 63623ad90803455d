import { laterOf } from './later-of.ts'
import type { Reducer } from './reducer.ts'

/** `lastLoginAt`: the last time they opened the mini-program. */
export const logins: Reducer = {
  hears: ({ name }) => name === 'miniprogram.entered',
  apply(draft, event) {
    draft.traits.lastLoginAt = laterOf(draft.traits.lastLoginAt, event.at)
  },
}
