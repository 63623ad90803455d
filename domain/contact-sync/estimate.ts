import type { SyncRound } from '../../models/contact-sync.ts'

/**
 * How long a round still takes, in ms, if the members that are left take as long as those before; null while that cannot be said. Time
 * in which WeCom was left alone counts: there will be more of it.
 */
export function leftMs(
  { at, members, done }: Pick<SyncRound, 'at' | 'members' | 'done'>,
  now: Date,
): number | null {
  if (members === undefined || done === 0) return null
  return Math.round(((now.getTime() - at.getTime()) / done) * Math.max(0, members - done))
}

/** From what share of the free number on somebody should know. */
const nearShare = 0.8

/** How the corp's external contacts stand to what WeCom gives for free; null where nobody said what that is. */
export function contactQuota(
  people: number,
  limit: number | undefined,
): { limit: number; share: number; isNear: boolean } | null {
  if (limit === undefined) return null
  const share = people / limit
  return { limit, share, isNear: share >= nearShare }
}
