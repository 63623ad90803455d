import type { KeluEvent } from '../../models/event.ts'
import type { KfConversation } from '../../models/kf-conversations.ts'

/**
 * Somebody's conversation with this account of 微信客服 as their events tell of it: what they wrote, and what was said to them there by this journey
 * and by others. When a member had it, or when it was ended by hand, no event tells.
 */
export function conversationSoFar(
  _id: string,
  events: Iterable<Pick<KeluEvent, '_id' | 'name' | 'at' | 'props'>>,
  account?: string,
): KfConversation | null {
  let lastMessageAt: Date | undefined
  const sends: KfConversation['sends'] = []
  for (const event of events) {
    const { name, at, props } = event
    const isHere = name === 'kf.message' && (account === undefined || props.account === account)
    if (isHere && (!lastMessageAt || at > lastMessageAt)) lastMessageAt = at
    if (name === 'message.sent' && props.channel === 'kf')
      sends.push({ ref: event._id, msgid: event._id, at })
  }
  if (lastMessageAt === undefined) return null
  return {
    _id,
    rev: 1,
    lastMessageAt,
    state: 'open',
    stateAt: lastMessageAt,
    sends,
    expiresAt: lastMessageAt,
  }
}
