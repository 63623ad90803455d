import type { KfConversation } from '../../../models/kf-conversations.ts'
import { sendsSince, shutBecause } from '../../customer-service/conversation.ts'
import { type Gate, pass } from './gate.ts'

/** What is known of a customer's conversation with the account Kelu sends from, by their id there. */
export type KfConversationOf = (externalUserid: string) => Promise<KfConversation | null>

/** 微信客服 speaks only to who wrote within 48 hours, five times, and not while a member does (document 94677). */
export function kfWindowGate(conversationOf: KfConversationOf | undefined): Gate {
  return {
    name: 'kfWindow',
    only: 'kf',
    async check({ addresses, now }) {
      if (!conversationOf) return { verdict: 'fallback', reason: 'off' }
      const known = await conversationOf(addresses.kfUserid ?? '')
      const reason = shutBecause(known, now)
      if (reason === null) return pass
      const inputs = { lastMessageAt: known?.lastMessageAt, sent: known ? sendsSince(known).length : 0 }
      return { verdict: 'fallback', reason, inputs }
    },
  }
}
