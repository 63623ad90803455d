import type { CouponGrant } from '../../models/coupons.ts'
import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { Run } from '../../models/run.ts'
import type { Task } from '../../models/tasks.ts'
import type { Touch } from '../../models/touch.ts'
import type { OrderFacts } from '../orders/order-facts.ts'
import type { Customers } from './contract.ts'

/** What is kept of one person, read by the caller. */
export interface PersonRecords {
  events: readonly KeluEvent[]
  touches: readonly Touch[]
  runs: readonly Run[]
  tasks: readonly Task[]
  coupons: readonly CouponGrant[]
  orders: readonly OrderFacts[]
}

/** A copy of everything kept about a person, for that person: contact data in clear, nothing of how Kelu works inside. */
export function exportOfPerson(
  customer: Customer,
  records: PersonRecords,
  customers: Pick<Customers, 'reveal' | 'traitInClear' | 'friendsInClear'>,
): Record<string, unknown> {
  const { nickname, avatarUrl, region, sourceChannel, timeZone, registeredAt } = customer.profile
  return {
    id: customer._id,
    profile: {
      nickname,
      avatarUrl,
      region,
      sourceChannel,
      timeZone,
      registeredAt,
      ...customers.reveal(customer),
    },
    // The index of a phone is no data of hers: the phone itself stands above.
    ids: customer.ids.filter((id) => !id.startsWith('phone:')),
    tags: customer.tags,
    traits: Object.fromEntries(
      Object.keys(customer.traits).map((trait) => [trait, customers.traitInClear(customer, trait)]),
    ),
    consent: customer.consent,
    quiet: customer.quiet?.map(({ channel = 'all', until, at }) => ({ channel, until, at })),
    reach: customer.reach,
    friends: customers.friendsInClear(customer),
    owner: customer.owner,
    homeStore: customer.homeStore,
    orders: records.orders,
    segments: customer.segments,
    events: records.events.map(({ name, at, source, props }) => ({ name, at, source, props })),
    messages: records.touches.map(
      ({ messageId, journeyId, purpose, state, channel, createdAt, sentAt, decisions }) => ({
        message: messageId,
        journey: journeyId,
        purpose,
        state,
        channel,
        createdAt,
        sentAt,
        why: decisions.at(-1)?.reason,
      }),
    ),
    journeys: records.runs.map(({ journeyId, state, startedAt, endedAt, endReason }) => ({
      journey: journeyId,
      state,
      startedAt,
      endedAt,
      endReason,
    })),
    tasks: records.tasks.map(({ title, reasons, state, assignee, createdAt, doneAt, result, log }) => ({
      title,
      reasons,
      state,
      assignee,
      createdAt,
      doneAt,
      result,
      notes: log.flatMap(({ at, note }) => (note ? [{ at, note }] : [])),
    })),
    coupons: records.coupons.map(({ batchId, code, grantedAt, validFrom, validUntil, redeemedAt }) => ({
      batch: batchId,
      code,
      grantedAt,
      validFrom,
      validUntil,
      redeemedAt,
    })),
  }
}
