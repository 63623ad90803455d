import type { Sender, SubscriptionMessage } from '../../domain/outreach/ports.ts'
import { outcomeOfFault } from '../outcome.ts'
import type { MiniprogramApi } from './api.ts'
import { subscriptionRefusals } from './codes.ts'

/** Subscription messages of the mini-program. */
export function createSubscriptionSender({ api }: { api: MiniprogramApi }): Sender<SubscriptionMessage> {
  return {
    async send(message) {
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
