import type { Customer } from '../../../models/customer.ts'
import type { Touch } from '../../../models/touch.ts'
import { attemptRef } from '../delivery/dispatch.ts'
import { keepAnswer, type Shipment } from '../delivery/send.ts'
import type { Gate } from '../gates/gate.ts'
import type { Moved, OutreachParts } from '../outreach-parts.ts'
import type { SendOutcome } from '../ports.ts'
import type { GroupSendDoor } from './create-group-sends.ts'
import type { Roster } from './ports.ts'
import { isOpen, windowAt } from './windows.ts'

/** Group-sends where nothing is sent: whoever may be asked confirms as soon as the window opens, and is answered for as told. */
export function asIfConfirmed(deps: {
  sendersOf: (customer: Customer) => string[]
  roster: Roster
  answer: (ref: string) => SendOutcome
  sent: (ref: string) => void
}): GroupSendDoor {
  const gate: Gate = {
    name: 'groupSend',
    only: 'wecom',
    async check({ customer, request, now, limits }) {
      const window = windowAt(now, limits.groupSends, request.confirm)
      const senders = deps.sendersOf(customer)
      if (senders.length === 0) return { verdict: 'fallback', reason: 'noFriend' }
      for (const sender of senders) {
        if (!(await deps.roster.worksOn(sender, window.closesAt))) continue
        const inputs = { sender, window: window.opensAt }
        return isOpen(window, now)
          ? { verdict: 'pass', inputs }
          : { verdict: 'defer', reason: 'groupSendWindow', until: window.opensAt, inputs }
      }
      return { verdict: 'fallback', reason: 'senderAway' }
    },
  }

  async function join(parts: OutreachParts, { touch, written, addresses }: Shipment): Promise<Moved> {
    const at = parts.clock.now()
    const n = touch.attempts.length + 1
    const ref = attemptRef(touch._id, n)
    const address = parts.signer.digest(addresses.externalUserid ?? '')
    const attempt = { ref, channel: 'wecom', at, address, message: written.version } as const
    const attempts: Touch['attempts'] = [...touch.attempts, attempt]
    const sending = await parts.book.write(touch, { state: 'sending', attempts, reservedAt: null }, at)
    if (!sending) return { touch: null }
    const answer = deps.answer(ref)
    if (answer.kind === 'sent') deps.sent(ref)
    return keepAnswer(parts, sending, n, answer)
  }

  return {
    gates: [gate],
    join,
    standing: async (_, touch) => ({ touch }),
    touchFor: async () => null,
    touchOf: async () => null,
  }
}
