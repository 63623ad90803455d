import type { Customer } from '../../models/customer.ts'
import { type CustomerStore, recentKept, type Takeover } from '../../models/customers.ts'
import type { IdentityStore } from '../../models/identities.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { BuyerRules } from '../language/buyer-rules.ts'
import type { Log } from '../log.ts'
import { syncBaseTags } from './base-tags.ts'
import { changesBetween } from './changes.ts'
import type { EventFlow } from './event-flow.ts'
import { findCurrent } from './find-current.ts'
import { olderFirst } from './identity-rules.ts'
import { type Journal, writeOf } from './journal.ts'
import { syncQuiet } from './quiet.ts'
import { refundOutcomes } from './refund-outcomes.ts'
import { unite } from './unite.ts'

const maxAttempts = 40

export type Merge = ReturnType<typeof createMerge>

/**
 * Makes two customers one. The order is what makes it safe to stop anywhere: the survivor notes the intent → the loser is
 * closed, so that nothing new can be written there → its ids are repointed → the survivor takes everything over in one
 * update. Every step finds out what is already done, so a sweep, or the next call, goes on from there.
 */
export function createMerge(deps: {
  customers: CustomerStore
  identities: IdentityStore
  journal: Journal
  publish: EventFlow['publish']
  /** What buyers are sorted by. */
  buyerRules?: () => BuyerRules
  clock: Clock
  log: Log
}) {
  const { customers, identities, journal, publish, buyerRules, clock, log } = deps

  /** The one customer two have become, or null when their unionids differ: then they are two people. */
  async function merge(oneId: string, otherId: string): Promise<Customer | null> {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const [one, other] = await Promise.all([current(oneId), current(otherId)])
      if (one._id === other._id) return one
      if (differ(one, other)) return null
      const [survivor, loser] = olderFirst(one, other)
      if (!(await customers.intendMerge(survivor._id, loser._id))) continue
      await complete(survivor._id, loser._id)
    }
    throw new DomainError('customer.contended', { customerId: oneId })
  }

  /** Finishes every merge this survivor has begun. */
  async function resume(survivorId: string, losers: string[]): Promise<void> {
    for (const loserId of losers) {
      const elsewhere = !(await complete(survivorId, loserId))
      // Whoever took the loser over first is this person too, unless unionids say otherwise.
      if (elsewhere) await merge(survivorId, loserId)
    }
  }

  /** Takes a begun merge to its end; false when it has to be abandoned. */
  async function complete(survivorId: string, loserId: string): Promise<boolean> {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const [survivor, loser] = await Promise.all([stored(survivorId), stored(loserId)])
      if (survivor.mergedFrom.includes(loserId)) return true
      if (!survivor.merging?.includes(loserId)) return false
      if (loser.mergedInto ? loser.mergedInto !== survivorId : differ(survivor, loser)) {
        await customers.abandonMerge(survivorId, loserId)
        return false
      }
      if (!loser.mergedInto) await close(survivor, loser)
      else if (await takeOver(survivor, loser)) return true
    }
    throw new DomainError('customer.contended', { customerId: survivorId })
  }

  /** Closes the loser if nothing moved since it was read; the caller looks again. */
  async function close(survivor: Customer, loser: Customer): Promise<void> {
    if (loser.merging?.length) {
      await resume(loser._id, loser.merging)
    } else if (loser.unionid && !survivor.unionid) {
      // Taken first, so that the survivor cannot be given a different one while the loser is being closed.
      const { unionid } = loser
      await journal.commit(survivor._id, {
        edit: (draft) => {
          draft.unionid ??= unionid
        },
      })
    } else {
      await customers.markMerged(loser, survivor._id)
    }
  }

  async function takeOver(survivor: Customer, loser: Customer): Promise<boolean> {
    await identities.repoint(loser._id, survivor._id)

    const now = clock.now()
    const draft = structuredClone(survivor)
    unite(draft, loser, now, buyerRules?.())
    syncBaseTags(draft, now)
    syncQuiet(survivor, draft, now)
    const changes = changesBetween(survivor, draft).map(({ name, props }) => ({ ...props, name }))
    const merged = { name: 'customer.merged' as const, props: { from: loser._id, changes } }
    const write = writeOf(survivor, draft, [merged, ...refundOutcomes([survivor, loser], draft)], { now })
    if (!(await customers.takeOver(survivor, write, takeoverOf(survivor, loser)))) return false
    log.info({ survivor: survivor._id, loser: loser._id }, 'two customers became one')
    await publish(write.outbox)
    return true
  }

  async function current(id: string): Promise<Customer> {
    const customer = await findCurrent(customers, id)
    if (!customer) throw new DomainError('customer.not_found', { customerId: id })
    return customer
  }

  async function stored(id: string): Promise<Customer> {
    const customer = await customers.find(id)
    if (!customer) throw new DomainError('customer.not_found', { customerId: id })
    return customer
  }

  return { merge, resume }
}

function differ(a: Customer, b: Customer): boolean {
  return a.unionid !== undefined && b.unionid !== undefined && a.unionid !== b.unionid
}

function takeoverOf(survivor: Customer, loser: Customer): Takeover {
  const held = new Set(survivor.slots.map(({ touch }) => touch))
  return {
    loserId: loser._id,
    mergedFrom: [...new Set([...survivor.mergedFrom, loser._id, ...loser.mergedFrom])],
    slots: loser.slots.filter(({ touch }) => !held.has(touch)),
    segments: loser.segments.filter((id) => !survivor.segments.includes(id)),
    ...(loser.openTaskId && !survivor.openTaskId && { openTaskId: loser.openTaskId }),
    recent: newestOfBoth(survivor.recent, loser.recent),
    causes: newestOfBoth(survivor.causes ?? [], loser.causes ?? []),
  }
}

/** Half of what is remembered from each, so that neither pushes out the other. */
function newestOfBoth(ours: string[], theirs: string[]): string[] {
  const half = recentKept / 2
  return [...new Set([...theirs.slice(-half), ...ours.slice(-half)])]
}
