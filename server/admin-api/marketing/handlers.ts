import type { MarketingSwitch } from '../../../domain/definitions/marketing-switch.ts'
import type { Snapshot } from '../../../domain/definitions/snapshot.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { marketing as contract } from './contract.ts'

export function createMarketingHandlers(deps: {
  marketing: Pick<MarketingSwitch, 'hold' | 'release'>
  snapshot: () => Pick<Snapshot, 'heads' | 'registry'>
  /** Those inside all journeys, and messages put off. */
  counts: { peopleInside(): Promise<number>; deferred(): Promise<number> }
}): Handlers<typeof contract> {
  const { marketing, counts } = deps

  return {
    async reach() {
      const { heads, registry } = deps.snapshot()
      const live = new Set(heads.filter(({ state }) => state === 'live').map(({ key }) => key))
      const running = registry.journeys.filter(({ id }) => live.has(`journey:${id}`))
      const broadcasts = running.filter(({ writtenAs }) => writtenAs === 'broadcast').length
      const [people, deferred] = await Promise.all([counts.peopleInside(), counts.deferred()])
      return { journeys: running.length - broadcasts, broadcasts, people, deferred }
    },

    async hold({ body, caller }) {
      await marketing.hold(caller, body.reason)
      return {}
    },

    async release({ body, caller }) {
      await marketing.release(caller, body.reason)
      return {}
    },
  }
}
