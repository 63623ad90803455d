import { randomFillSync } from 'node:crypto'
import { ulid } from 'ulid'
import type { Customer } from '../../models/customer.ts'
import type { Clock } from '../clock.ts'
import { syncBaseTags } from './base-tags.ts'
import type { KeyedClaim } from './identity-rules.ts'
import { ownEvent } from './journal.ts'

/** Where new customers get their ids. */
export interface CustomerIds {
  customer(): string
}

/** `c_` and a ULID. */
export function createCustomerIds(clock: Clock): CustomerIds {
  const random = randomFractions()
  return { customer: () => `c_${ulid(clock.now().getTime(), random)}` }
}

/** Bytes asked of the system at once: ulid by itself asks for each of its sixteen characters, which many newcomers feel. */
const poolBytes = 4_096

function randomFractions(): () => number {
  const pool = new Uint8Array(poolBytes)
  let used = poolBytes
  return () => {
    if (used === poolBytes) {
      randomFillSync(pool)
      used = 0
    }
    const byte = pool[used] ?? 0
    used += 1
    return byte / 256
  }
}

/** Somebody of whom nothing is known but one id, with the event that says they are new. */
export function newCustomer(
  id: string,
  first: KeyedClaim,
  origin: { source: string; at: Date; isTest?: boolean; history?: true },
  now: Date,
): Customer {
  const customer: Customer = {
    _id: id,
    seq: 1,
    rev: 1,
    ids: [first.key],
    ...(first.claim.kind === 'unionid' && { unionid: first.key }),
    profile: { registeredAt: origin.at },
    tags: [],
    // Exactly one tier at any time.
    traits: { tier: 'none' },
    consent: {},
    reach: {},
    follows: [],
    isTest: origin.isTest ?? false,
    engagedAt: {},
    credits: {},
    slots: [],
    segments: [],
    recent: [],
    causes: [],
    outbox: [
      ownEvent(
        id,
        1,
        { name: 'customer.created', props: { source: origin.source } },
        { now, history: origin.history },
      ),
    ],
    mergedFrom: [],
    createdAt: now,
  }
  // What the profile says from the beginning is nothing that happens to them later.
  syncBaseTags(customer, now)
  return customer
}
