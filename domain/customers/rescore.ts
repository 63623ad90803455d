import { createHash } from 'node:crypto'
import type { RescoringStore } from '../../models/rescoring.ts'
import type { BuyerRules } from '../language/buyer-rules.ts'
import type { Log } from '../log.ts'

/**
 * Once other rules of tiers and scores are in force, everybody with orders is looked at anew by the sweep, a batch at a time. Each
 * process says so when it acts on them: what a late one scored by the rules of before is then scored once more. What was begun
 * and not finished is found by the next start.
 */
export function createRescoring(deps: { store: RescoringStore; rules(): BuyerRules; log: Log }) {
  const { store, rules, log } = deps
  let actedOn: string | undefined

  return async function sweep(): Promise<number> {
    const { tiers, rfm } = rules()
    const now = createHash('sha256')
      .update(JSON.stringify([tiers, rfm]))
      .digest('hex')
      .slice(0, 16)
    if (now === actedOn) return 0
    if (actedOn === undefined && (await store.scoredBy()) === now) {
      actedOn = now
      return 0
    }
    const buyers = await store.makeBuyersDue()
    await store.keepScoredBy(now)
    actedOn = now
    log.info({ buyers }, 'buyers are scored by other rules')
    return buyers
  }
}
