import { laterOf } from './later-of.ts'
import type { Reducer } from './reducer.ts'

/**
 * What only the customer can cause. Orders are not among them: they also come from counters and other shops, and
 * 沉睡会员 (no visit for 30 days, a purchase within 90) would then exclude whom it looks for.
 */
const doneByCustomer: ReadonlySet<string> = new Set([
  'lead.submitted',
  'wecom.friend_added',
  'wecom.chat_joined',
  'miniprogram.entered',
  'page.viewed',
  'product.viewed',
  'cart.added',
  'popup.clicked',
  'popup.dismissed',
  'message.opened',
  'message.clicked',
  'message.replied',
])

/** `lastSeenAt`. A shop's own events count when the mini-program reported them. */
export const activity: Reducer = {
  hears: ({ name, source }) =>
    doneByCustomer.has(name) || (name.startsWith('custom.') && (source === 'mp' || source === 'miniprogram')),
  apply(draft, event) {
    draft.traits.lastSeenAt = laterOf(draft.traits.lastSeenAt, event.at)
  },
}
