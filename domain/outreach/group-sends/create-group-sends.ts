import type { Customer } from '../../../models/customer.ts'
import type { Touch } from '../../../models/touch.ts'
import type { Shipment } from '../delivery/send.ts'
import type { Gate } from '../gates/gate.ts'
import type { OutreachParts, StepResult } from '../outreach-parts.ts'
import { advanceDue } from './advance.ts'
import { feedQuota } from './feed-quota.ts'
import type { GroupSendDeps } from './group-send-deps.ts'
import { groupSendGate } from './group-send-gate.ts'
import { join } from './join.ts'
import { wecomQuotaGate } from './quota-gate.ts'
import { standing } from './standing.ts'
import { takeFromSender } from './take-from-sender.ts'

/** How a touch takes part in group-sends. */
export interface GroupSendDoor {
  /** What is asked before one may join. */
  gates: Gate[]
  /** A reserved touch that passed its gates for `wecom` joins. */
  join(parts: OutreachParts, shipment: Shipment): Promise<StepResult>
  /** How one stands that has joined. */
  standing(parts: OutreachParts, touch: Touch): Promise<StepResult>
  /** The touch of a customer in a group-send, whose link they followed; null, and counted, when nobody knows who did. */
  touchFor(groupSend: string, customerId: string | undefined): Promise<string | null>
  /** Their touch in it; null for who is in none. */
  touchOf(groupSend: string, customerId: string): Promise<string | null>
}

/** Group-sends confirmed by staff, and what keeps them going. */
export function createGroupSends(deps: GroupSendDeps): GroupSendDoor & {
  sweep(parts: OutreachParts): Promise<number>
  nextDueAt(): Promise<Date | null>
  /** Somebody may get no marketing any more: what waits for their salesperson is withdrawn, and whoever else is in it comes again later. */
  doubt(customer: Customer, now: Date): Promise<void>
  /** Ids of what waits for a salesperson, or for its window to close. */
  pendingOf(sender: string): Promise<string[]>
  /** Takes one from them; true once everybody in it has an outcome. */
  takeFromSender(parts: OutreachParts, groupSend: string): Promise<boolean>
} {
  let actedOn: number | null = null
  const touchOf = async (groupSend: string, customerId: string) =>
    (await deps.stores.groupSendPeople.ofCustomer(customerId, groupSend))?.touchId ?? null

  return {
    gates: [groupSendGate(deps), wecomQuotaGate(deps)],
    join: (parts, shipment) => join(parts, deps, shipment),
    standing: (parts, touch) => standing(parts, deps, touch),
    async touchFor(groupSend, customerId) {
      const touchId = customerId === undefined ? null : await touchOf(groupSend, customerId)
      if (touchId === null) await deps.stores.groupSends.countClick(groupSend)
      return touchId
    },
    touchOf,
    /** Call every few seconds; how many it looked at. */
    async sweep(parts) {
      const { number } = parts.published.snapshot()
      // A pause or hold published since is heard of at once, not at the next poll.
      if (actedOn !== null && number !== actedOn)
        await deps.stores.groupSends.hastenAwaiting(parts.clock.now())
      actedOn = number
      return (await feedQuota(parts, deps)) + (await advanceDue(parts, deps))
    },
    nextDueAt: deps.stores.groupSends.nextDueAt,
    async doubt({ _id, mergedFrom }, now) {
      const { groupSendPeople, groupSends } = deps.stores
      const open = await groupSendPeople.openOf([_id, ...mergedFrom])
      if (open.length > 0) await groupSends.doubt(open, now)
    },
    pendingOf: deps.stores.groupSends.pendingOf,
    takeFromSender: (parts, groupSend) => takeFromSender(parts, deps, groupSend),
  }
}
