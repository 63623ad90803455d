import type { ContactChannel } from '../../models/attributions.ts'
import type { Touch, TouchState } from '../../models/touch.ts'

/** Something of ours that reached one person, with every sign of it. */
export interface Contact {
  id: string
  channel: ContactChannel
  content: string
  /** When it arrived, and when they opened, followed or answered it. In no order. */
  moments: readonly Date[]
}

/** Something the person did with a message, or that a pop-up was shown to them. Opens by machines are none. */
export interface Sign {
  touchId: string
  name: SignName
  at: Date
}
export const signNames = [
  'message.opened',
  'message.clicked',
  'message.replied',
  'popup.shown',
  'popup.clicked',
] as const
export type SignName = (typeof signNames)[number]

type ToldOfTouch = Pick<Touch, '_id' | 'messageId' | 'purpose' | 'state' | 'channel' | 'sentAt' | 'isTest'>

/** What went out and was not given back by the provider. */
const reached: ReadonlySet<TouchState> = new Set([
  'sent',
  'delivered',
  'opened',
  'clicked',
  'replied',
  'converted',
])

/**
 * Pure: what a touch is as a contact; null when it reached nobody, was for a colleague or a test, or is of a message left out. A
 * pop-up arrives when it is shown; anything else when it was sent.
 */
export function contactOfTouch(
  touch: ToldOfTouch,
  signs: readonly Sign[],
  leftOut: ReadonlySet<string>,
): Contact | null {
  const { _id: id, messageId: content, purpose, state, channel, sentAt, isTest } = touch
  if (purpose === 'staff' || isTest || channel === undefined || !reached.has(state)) return null
  if (leftOut.has(content)) return null
  const moments = signs.map(({ at }) => at)
  if (channel !== 'popup' && sentAt !== undefined) moments.push(sentAt)
  return moments.length === 0 ? null : { id, channel, content, moments }
}
