import type { Campaign, CampaignStore } from '../../models/campaigns.ts'
import type { Clock } from '../clock.ts'
import type { Announce } from '../live.ts'
import type { Log } from '../log.ts'
import { boundsOf } from '../period.ts'
import type { CountCampaign } from './count.ts'
import { standingOf } from './standing.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
/** While it runs; one that takes long to count is counted less often. */
const everyMs = 5 * minuteMs
const restFactor = 20
/** Far longer than any count takes: then whoever counted is dead. */
const leaseMs = 30 * minuteMs
/** Refunds and late reports of the days of a campaign still come in. */
const afterwardsDays = 90

/** Counts campaigns when they are due, one at a time, whatever process does; what was counted is stored, with when. */
export function createKeepFigures(deps: {
  store: Pick<CampaignStore, 'claim' | 'find' | 'keep' | 'forget'>
  count: CountCampaign
  announce: Announce
  clock: Clock
  /** How long a count takes is no business time. */
  realClock: Clock
  log: Log
}) {
  const { store, count, announce, clock, realClock, log } = deps

  return {
    /** How many were counted. */
    async sweep(): Promise<number> {
      const now = clock.now()
      const claimedUntil = new Date(now.getTime() + leaseMs)
      const id = await store.claim(now, claimedUntil)
      if (id === null) return 0
      const campaign = await store.find(id)
      if (campaign === null) {
        await store.forget(id)
        return 0
      }
      const begun = realClock.now().getTime()
      const figures = await count(campaign, now)
      const tookMs = realClock.now().getTime() - begun
      const next = nextLook(campaign, now, tookMs)
      if (await store.keep(id, figures, { claimedUntil, next })) announce('campaigns', id)
      log.debug({ campaign: id, tookMs, people: figures.people }, 'a campaign was counted')
      return 1
    },
  }
}

/** When it is counted after this moment: null once nothing is expected to change it any more. */
export function nextLook(campaign: Pick<Campaign, 'from' | 'to'>, now: Date, tookMs: number): Date | null {
  const [start, end] = boundsOf(campaign)
  switch (standingOf(campaign, now)) {
    case 'notStarted':
      return start
    case 'running':
      return new Date(now.getTime() + Math.max(everyMs, tookMs * restFactor))
    case 'over': {
      const next = now.getTime() + dayMs
      return next < end.getTime() + afterwardsDays * dayMs ? new Date(next) : null
    }
  }
}
