import { createHash } from 'node:crypto'
import { nanoid } from 'nanoid'
import type { KeptAnswerStore } from '../../models/kept-answers.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Sealer } from '../inbox/inbox.ts'

/** Real time: how long an answer is kept, and how long one call may work before another may take over after a crash. */
const keptMs = 24 * 3_600_000
const leaseMs = 60_000

/** A call under an Idempotency-Key. */
export interface KeyedCall {
  integration: string
  /** As it was sent. */
  idempotencyKey: string
  /** All that was asked: method, address and body. */
  request: string
}

export interface Answered {
  /** The answer as JSON. */
  text: string
  /** It is the answer of an earlier call. */
  isReplay: boolean
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

export type AnswerOnce = ReturnType<typeof createAnswerOnce>

/**
 * Does the work of a call once and gives its answer to whoever asks again within a day. Work that was refused or failed is
 * done anew, and so is what a crash cut off: under the same `once`, by which what was done of it is known again. A day later
 * the same Idempotency-Key is other work.
 * @throws idempotency.other_request for other work under the same key, idempotency.under_way while the first is not done
 */
export function createAnswerOnce(deps: { store: KeptAnswerStore; sealer: Sealer; realClock: Clock }) {
  const { store, sealer, realClock } = deps

  /** What was answered, or by which name the work is ours from now on. */
  async function known(
    _id: string,
    request: string,
    by: string,
  ): Promise<{ answer: string } | { once: string }> {
    const now = realClock.now()
    const lease = { by, until: new Date(now.getTime() + leaseMs) }
    await store.forgetPast(_id, now)
    const purgeAt = new Date(now.getTime() + keptMs)
    const once = nanoid()
    if (await store.begin({ _id, request, once, by, leaseUntil: lease.until, purgeAt })) return { once }
    const kept = await store.find(_id)
    if (kept && kept.request !== request) throw new DomainError('idempotency.other_request')
    if (kept?.answer) return { answer: sealer.unseal(kept.answer) }
    if (kept && (await store.takeOver(_id, now, lease))) return { once: kept.once }
    throw new DomainError('idempotency.under_way', { retryAfterSeconds: 1 })
  }

  return async function answerOnce(
    call: KeyedCall,
    work: (once: string) => Promise<string>,
  ): Promise<Answered> {
    const _id = `${call.integration}:${digest(call.idempotencyKey)}`
    const by = nanoid()
    const found = await known(_id, digest(call.request), by)
    if ('answer' in found) return { text: found.answer, isReplay: true }
    try {
      const text = await work(found.once)
      await store.answer(_id, by, sealer.seal(text))
      return { text, isReplay: false }
    } catch (error) {
      await store.release(_id, by, realClock.now())
      throw error
    }
  }
}
