import { nextDayStart } from '../../local-time.ts'
import type { Gate } from '../gates/gate.ts'
import { chooseSender } from './choose-sender.ts'
import type { GroupSendDeps } from './group-send-deps.ts'
import { isOpen, windowAt } from './windows.ts'

/** Where no salesperson can be asked. */
export const noGroupSends: Gate = {
  name: 'groupSend',
  only: 'wecom',
  check: () => ({ verdict: 'fallback', reason: 'off' }),
}

/** A friend gets what a salesperson confirms: there must be one who can be asked, and it must be the time to ask. */
export function groupSendGate(deps: Pick<GroupSendDeps, 'sendersOf' | 'roster' | 'stores'>): Gate {
  return {
    name: 'groupSend',
    only: 'wecom',
    async check({ customer, request, now, limits, ahead }) {
      const { groupSends: rules, settings } = limits
      const window = windowAt(now, rules, request.confirm)
      const zone = customer.profile.timeZone
      // A slot is one of the customer's own day: what would still wait on the next one is not begun.
      if (window.expiresAt > nextDayStart(window.opensAt, zone)) {
        return {
          verdict: 'fallback',
          reason: 'pastTheirDay',
          inputs: { zone, until: window.expiresAt, settings },
        }
      }
      const choice = await chooseSender(deps, customer, window, rules, ahead)
      if (choice.kind === 'none') {
        const inputs = { day: window.day, perSalesperson: rules.perSalesperson, settings }
        if (choice.reason !== 'confirmationsFull')
          return { verdict: 'fallback', reason: choice.reason, inputs }
        const until = windowAt(nextDayStart(window.opensAt), rules).opensAt
        return { verdict: 'fallback', reason: choice.reason, until, inputs }
      }
      const inputs = { sender: choice.userid, window: window.opensAt, until: window.expiresAt, settings }
      if (isOpen(window, now)) return { verdict: 'pass', inputs }
      return { verdict: 'defer', reason: 'groupSendWindow', until: window.opensAt, inputs }
    },
  }
}
