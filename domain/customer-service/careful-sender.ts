import { createHash } from 'node:crypto'
import type { KfConversationStore } from '../../models/kf-conversations.ts'
import type { Clock } from '../clock.ts'
import type { AttemptRef, FoundOutcome, KfMessage, Sender, SendOutcome } from '../outreach/ports.ts'
import { afterSession, conversationId, shutBecause, withoutSend, withSend } from './conversation.ts'
import type { KfOutlet } from './ports.ts'

/** After that nobody says a message only to find out whether it was said. */
const askAgainMs = 10 * 60_000
const longestMsgid = 32

/** The id of a message at the platform: that of the attempt it repeats, so that the platform refuses it a second time. */
export const msgidOf = ({ ref, repeats }: Pick<AttemptRef, 'ref' | 'repeats'>): string =>
  createHash('sha256')
    .update(repeats ?? ref)
    .digest('base64url')
    .slice(0, longestMsgid)

/**
 * Messages of 微信客服, each with a place in the ledger of its conversation before it goes: a sixth, or one after 48 hours, is refused
 * here, under any number of workers. A place is given back when the message certainly did not go.
 */
export function createCarefulSender(deps: {
  outlet: KfOutlet
  conversations: KfConversationStore
  corp: string
  account: string
  clock: Clock
}): Sender<KfMessage> {
  const { outlet, conversations, corp, account, clock } = deps
  const idOf = ({ externalUserid }: KfMessage) => conversationId(corp, externalUserid, account)

  async function send(message: KfMessage, attempt: AttemptRef): Promise<SendOutcome> {
    const id = idOf(message)
    const msgid = msgidOf(attempt)
    const at = clock.now()
    const had = await isKept(id, msgid)
    const place = await conversations.change(id, (known) => withSend(known, { ref: attempt.ref, msgid, at }))
    if (!place) {
      const reason = shutBecause(await conversations.find(id), at) ?? 'kfFull'
      return { kind: 'refused', reason, code: 'notCalled' }
    }
    return settle(await outlet.say(message, msgid), { id, msgid, had, at })
  }

  async function settle(
    outcome: SendOutcome,
    { id, msgid, had, at }: { id: string; msgid: string; had: boolean; at: Date },
  ): Promise<SendOutcome> {
    if (outcome.kind === 'sent') return { kind: 'sent', providerId: msgid }
    if (outcome.kind === 'unknown') return outcome
    // The first of two under one id may have gone.
    if (!had) await conversations.change(id, (known) => withoutSend(known, msgid))
    if (outcome.kind === 'refused' && (outcome.reason === 'kfTaken' || outcome.reason === 'kfEnded')) {
      const state = outcome.reason === 'kfTaken' ? 'taken' : 'ended'
      await conversations.change(id, (known) => afterSession(known, state, at))
    }
    return outcome
  }

  const isKept = async (id: string, msgid: string): Promise<boolean> =>
    (await conversations.find(id))?.sends.some((one) => one.msgid === msgid) ?? false

  return {
    send,
    /** Says it once more under its id: what arrived before is refused, what did not arrives now. */
    async find(message, attempt): Promise<FoundOutcome> {
      const msgid = msgidOf(attempt)
      // Its place is taken before it is said.
      if (!(await isKept(idOf(message), msgid))) return { kind: 'notFound' }
      if (clock.now().getTime() - attempt.at.getTime() > askAgainMs) return { kind: 'cannotTell' }
      const outcome = await outlet.say(message, msgid)
      // By which code an id that was used is refused is not documented: no refusal tells what became of the first.
      return outcome.kind === 'sent' ? { kind: 'sent', providerId: msgid } : { kind: 'cannotTell' }
    },
  }
}
