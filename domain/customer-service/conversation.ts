import type { KfConversation, KfHeard, KfSend } from '../../models/kf-conversations.ts'

/** 微信客服 document 94677: after the customer's last message so long, and so many messages. */
export const windowMs = 48 * 3_600_000
export const mostInWindow = 5

/** Between our look and the platform's: nothing is begun that may arrive after the end. */
const onItsWayMs = 10_000
const sendsKept = 20
const heardKept = 20

/** Why nothing can be said in a conversation now. */
export type ConversationShut = 'kfNoMessage' | 'kfFull' | 'kfTaken' | 'kfEnded'

export const conversationId = (corp: string, externalUserid: string, account: string): string =>
  `${corp}:${externalUserid}:${account}`

/** Null while a message may go. Pure. */
export function shutBecause(known: KfConversation | null, now: Date): ConversationShut | null {
  const last = known?.lastMessageAt
  if (!known || !last || now.getTime() - last.getTime() >= windowMs - onItsWayMs) return 'kfNoMessage'
  if (known.state === 'ended') return 'kfEnded'
  if (known.state === 'taken') return 'kfTaken'
  return sendsSince(known).length >= mostInWindow ? 'kfFull' : null
}

/** Ours since the customer's last message; one of the same second counts, for nobody knows which was first. */
export const sendsSince = ({
  lastMessageAt,
  sends,
}: Pick<KfConversation, 'lastMessageAt' | 'sends'>): KfSend[] =>
  lastMessageAt ? sends.filter(({ at }) => at >= lastMessageAt) : sends

/**
 * After a message of the customer: a session that had ended by then begins anew. What the message is, an answer of ours or a beginning,
 * is decided the first time it is heard; null when it was heard before.
 */
export function afterMessage(known: KfConversation | null, { id, at }: { id: string; at: Date }) {
  const heard = known?.heard ?? []
  if (heard.some((one) => one.id === id)) return null
  const last = known?.lastMessageAt
  const answered = answeredBy(known, at)
  const one: KfHeard = {
    id,
    ...(answered && { answers: answered.ref }),
    begins: !answered && (!last || at.getTime() - last.getTime() >= windowMs),
  }
  const goesOn = known?.state === 'ended' && at >= known.stateAt
  return {
    heard: [...heard, one].slice(-heardKept),
    ...((!last || at > last) && { lastMessageAt: at }),
    ...(goesOn && { state: 'open' as const, stateAt: at }),
  }
}

/** Null for what is told late: something newer is known. */
export function afterSession(known: KfConversation | null, state: 'taken' | 'ended', at: Date) {
  return known && known.stateAt > at ? null : { state, stateAt: at }
}

/** With this message among ours; null when there is no room for it. Once, however often it is asked. */
export function withSend(known: KfConversation | null, send: KfSend) {
  const sends = known?.sends ?? []
  if (sends.some(({ msgid }) => msgid === send.msgid)) return { sends }
  if (shutBecause(known, send.at) !== null) return null
  return { sends: [...sends, send].slice(-sendsKept) }
}

/** Without one the platform certainly did not take. */
export const withoutSend = (known: KfConversation | null, msgid: string) =>
  known && { sends: known.sends.filter((one) => one.msgid !== msgid) }

/** What a message answers: the last of ours since the one before, null when there is none. */
const answeredBy = (known: KfConversation | null, at: Date): KfSend | null =>
  known ? (sendsSince(known).findLast((one) => one.at <= endOfSecond(at)) ?? null) : null

/** The platform tells whole seconds: what was sent within that second may have been read in it. */
const endOfSecond = (at: Date): Date => new Date(at.getTime() + 999)
