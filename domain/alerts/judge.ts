import type { Share } from '../../models/alerts.ts'
import type { SentAttempt } from '../../models/sent-attempts.ts'
import type { AlertRule, Watched } from './watched.ts'

/** tooFew = of so few nothing can be said. */
export type Judgement = 'bad' | 'good' | 'tooFew'

/** Whether a share lies on the wrong side of its threshold. Exactly on it is still good. */
export function judge({ percent, least, bad }: Pick<AlertRule, 'percent' | 'least' | 'bad'>, share: Share) {
  if (share.whole < least) return 'tooFew' satisfies Judgement
  const limit = (share.whole * percent) / 100
  const isBad = bad === 'above' ? share.part > limit : share.part < limit
  return (isBad ? 'bad' : 'good') satisfies Judgement
}

/** What became of a call: unanswered and repeated ones are neither out nor failed yet. */
export function isFailure({ outcome }: Pick<SentAttempt, 'outcome'>): boolean {
  return outcome === 'refused' || outcome === 'expired'
}
export function wentOut({ outcome }: Pick<SentAttempt, 'outcome'>): boolean {
  return outcome === 'sent'
}

/**
 * The watched share of these calls. Failures are counted per message: one that failed and was repeated until it went out did not fail.
 * Opened and clicked are people, of whatever went out; a machine's opens are not among them.
 */
export function shareOf({ of }: Pick<Watched, 'of'>, attempts: readonly SentAttempt[]): Share {
  const out = new Map(attempts.filter(wentOut).map((one) => [one.touchId, one]))
  if (of === 'failed') {
    const failed = failuresIn(attempts)
    return { part: failed.length, whole: out.size + failed.length }
  }
  const reacted = [...out.values()].filter((one) => (of === 'opened' ? one.wasOpened : one.wasClicked))
  return { part: reacted.length, whole: out.size }
}

/** The last failed call of each message that did not go out. */
export function failuresIn(attempts: readonly SentAttempt[]): SentAttempt[] {
  const out = new Set(attempts.filter(wentOut).map(({ touchId }) => touchId))
  const failed = new Map<string, SentAttempt>()
  for (const one of attempts) {
    if (!isFailure(one) || out.has(one.touchId)) continue
    const known = failed.get(one.touchId)
    if (known === undefined || known.at < one.at) failed.set(one.touchId, one)
  }
  return [...failed.values()]
}

/** 「6.2%」, one place; never NaN. */
export function percentWords({ part, whole }: Share): string {
  return whole === 0 ? '还没有' : `${Math.round((part * 1000) / whole) / 10}%`
}
