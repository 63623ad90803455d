import type { Sender, SubscriptionMessage } from '../../domain/outreach/ports.ts'
import { outcomeOfFault } from '../outcome.ts'
import type { MiniprogramOf } from './api.ts'
import { subscriptionRefusals } from './codes.ts'

/** Subscription messages, each by the mini-program it names and by no other. */
export function createSubscriptionSender({ apiOf }: { apiOf: MiniprogramOf }): Sender<SubscriptionMessage> {
  return {
    async send(message) {
      const api = apiOf(message.appid)
      if (api === undefined) return { kind: 'refused', reason: 'configuration', code: 'miniprogram.noSecret' }
      try {
        const { msgid } = await api.sendSubscription(message)
        return msgid === undefined ? { kind: 'sent' } : { kind: 'sent', providerId: msgid }
      } catch (error) {
        return outcomeOfFault(error, subscriptionRefusals)
      }
    },
    /** WeChat takes no reference of ours and tells nothing about the past. */
    find: async () => ({ kind: 'cannotTell' }),
  }
}
