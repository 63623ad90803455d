import type { Clock } from '../../domain/clock.ts'
import type { PageLinkMaker } from '../../domain/outreach/page-links/ports.ts'
import { PlatformError } from '../platform-error.ts'
import type { MiniprogramOf } from './api.ts'
import { shanghaiMidnightAfter } from './codes.ts'

/** The day's links, all kinds together, are used up. */
const dayUsedUp = '45009'
/** More than 100 in a second. */
const tooFast = '44990'

/** URL Links by generate_urllink. */
export function createPageLinkMaker({ apiOf, clock }: { apiOf: MiniprogramOf; clock: Clock }): PageLinkMaker {
  return {
    async make({ appid, page }, until) {
      const api = apiOf(appid)
      if (api === undefined) return { kind: 'refused', code: 'noSecret' }
      const [path = '', ...query] = page.split('?')
      try {
        return { kind: 'made', url: await api.generateUrlLink({ path, query: query.join('?'), until }) }
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error
        const { code } = error
        if (code === dayUsedUp) return { kind: 'quota', code, until: shanghaiMidnightAfter(clock.now()) }
        if (code === tooFast || error.retryable || error.sent === 'maybe') return { kind: 'busy', code }
        return { kind: 'refused', code }
      }
    },
  }
}
