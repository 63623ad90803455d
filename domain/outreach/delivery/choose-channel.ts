import type { Channel, Customer } from '../../../models/customer.ts'
import type { MessageDefinition } from '../../language/message.ts'

/**
 * The channels to try, best first. A named order is followed as it is. `auto`: the channels the customer opened or clicked
 * lately (`usualSince`), the latest first, then the message's own order; SMS last, pop-ups never.
 * Whether a channel can really be used is for the gates to say.
 */
export function chooseChannels(input: {
  message: MessageDefinition
  customer: Customer
  /** The request's restriction, if any. */
  channels?: Channel[]
  usualSince: Date
}): Channel[] {
  const { message, customer, usualSince } = input
  if (input.channels) return [...new Set(input.channels)]
  if (message.prefer !== 'auto') return [...new Set(message.prefer)]

  const written = (Object.keys(message.content) as Channel[]).filter((channel) => channel !== 'popup')
  const engagedAt = (channel: Channel) => {
    const at = customer.engagedAt[channel]
    return at && at >= usualSince ? at.getTime() : 0
  }
  const lastResort = (channel: Channel) => (channel === 'sms' ? 1 : 0)
  // The sort is stable: channels of equal rank stay in the message's order.
  return written.sort((a, b) => lastResort(a) - lastResort(b) || engagedAt(b) - engagedAt(a))
}

/**
 * What is left of them once these were tried in vain. After a group-send nobody confirmed, a subscription message stands in only
 * where its author says so, for its template's subject is what it was accepted for; and a pop-up, which waits until the customer
 * comes by, only where nothing else reaches them: it takes the place of no SMS, and nobody gets both.
 */
export function channelsLeft(
  chosen: readonly Channel[],
  { tried = [], message }: { tried?: readonly Channel[]; message: Pick<MessageDefinition, 'content'> },
): Channel[] {
  const left = chosen.filter((channel) => !tried.includes(channel))
  if (!tried.includes('wecom')) return left
  const standsIn = message.content.miniprogram?.fallback === true
  const pushed = left.filter((channel) => channel !== 'popup' && (standsIn || channel !== 'miniprogram'))
  return left.includes('popup') ? [...pushed, 'popup'] : pushed
}
