import { quotaKey } from '../../../models/wecom-quota.ts'
import { nextDayStart } from '../../local-time.ts'
import { nothingAhead } from '../gates/ahead.ts'
import { type Gate, passBy } from '../gates/gate.ts'
import type { GroupSendDeps } from './group-send-deps.ts'
import { quotaOf } from './quota-rule.ts'
import { windowAt } from './windows.ts'

/** WeCom lets a customer have only so many group-sends, whoever sends them. */
export function wecomQuotaGate(deps: Pick<GroupSendDeps, 'stores' | 'corp'>): Gate {
  return {
    name: 'wecomQuota',
    only: 'wecom',
    async check({ addresses, customer, touch, now, limits, ahead = nothingAhead }) {
      const { groupSends: rules, settings } = limits
      const { since, most } = quotaOf(rules.quota, now)
      const uses = await deps.stores.wecomQuota.usesOf(quotaKey(deps.corp, addresses.externalUserid ?? ''))
      const used = uses.filter(({ at, cause }) => at >= since && cause !== touch._id).length
      const before = ahead.of(customer._id).filter(({ at, isGroupSend }) => isGroupSend && at >= since)
      if (used + before.length < most) return passBy(settings)
      const inputs = { rule: rules.quota, most, since, settings }
      const until = rules.quota === 'day' ? windowAt(nextDayStart(now), rules).opensAt : undefined
      return { verdict: 'fallback', reason: 'wecomQuotaFull', until, inputs }
    },
  }
}
