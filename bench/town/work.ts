import { encodeTime } from 'ulid'
import type { Sealing } from '../../domain/customers/sealing.ts'
import type { AuditEntry } from '../../models/audit-log.ts'
import type { CouponGrant } from '../../models/coupons.ts'
import type { InboxRecord } from '../../models/inbox.ts'
import { withStanding } from '../../models/order-standing.ts'
import type { Order } from '../../models/orders.ts'
import type { Task } from '../../models/tasks.ts'
import { drawn } from './numbers.ts'
import { staffOf, storeOf, type TownPlan } from './plan.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000

/** A follow-up of the last 90 days; one in twelve is open. */
export function taskOf(customerId: string, number: number, now: number, chance: () => number): Task {
  const createdAt = new Date(now - Math.floor(chance() * 90 * dayMs))
  // So that even a hamlet has one.
  const state = drawn(number === 0 ? 0 : chance(), [
    [0.05, 'offered'],
    [0.08, 'accepted'],
    [1, 'done'],
  ] as const)
  const assignee = staffOf(number * 7)
  const isOpen = state !== 'done'
  const ends = new Date(now + Math.floor((chance() * 3 - 0.3) * dayMs))
  return {
    _id: `bench:task:${customerId}`,
    customerId,
    code: `B${number.toString(36).padStart(8, '0')}`,
    state,
    title: '跟进高意向客户',
    reasons: ['近 7 天多次看过商品'],
    acceptMs: hourMs,
    dueMs: dayMs,
    assignee,
    notConnected: false,
    offeredTo: [assignee],
    notices: [{ n: 1, kind: 'card', staff: assignee, at: createdAt, state: 'sent', tries: 1 }],
    log: [{ at: createdAt, what: 'opened' }],
    ...(state === 'offered' && { acceptBy: ends, dueAt: ends }),
    ...(state === 'accepted' && { dueBy: ends, dueAt: ends }),
    ...(!isOpen && {
      doneAt: new Date(Math.min(now, createdAt.getTime() + Math.floor(chance() * 2 * dayMs))),
      result: drawn(chance(), [
        [0.3, 'won'],
        [0.6, 'interested'],
        [0.8, 'notInterested'],
        [1, 'notReached'],
      ] as const),
    }),
    createdAt,
    rev: 2,
  }
}

/** A callback of the last 30 days; one in a thousand was given up, of some the turn has not come. */
export function inboxRecordOf(
  number: number,
  now: number,
  chance: () => number,
  seal: Sealing['seal'],
): InboxRecord {
  const at = new Date(now - Math.floor(chance() * 30 * dayMs))
  const state = drawn(number === 0 ? 0 : chance(), [
    [0.001, 'failed'],
    [0.7, 'done'],
    [1, 'ignored'],
  ] as const)
  return {
    _id: `wecom:change_external_contact:${number}`,
    source: 'wecom',
    kind: number % 3 === 0 ? 'change_external_contact' : 'change_external_tag',
    at,
    receivedAt: at,
    state,
    tries: state === 'ignored' ? 0 : 1,
    dueAt: at,
    lease: null,
    payload: seal(JSON.stringify({ ChangeType: 'edit_external_contact', UserID: staffOf(number) })),
    ...(state === 'failed' && { note: 'wecom.refused' }),
    expiresAt: new Date(at.getTime() + 30 * dayMs + dayMs),
  }
}

export function auditEntryOf(number: number, now: number, chance: () => number): AuditEntry {
  const ms = now - Math.floor(chance() * 180 * dayMs)
  return {
    _id: `${encodeTime(ms, 10)}${String(number).padStart(16, '0')}`,
    by: `member-${number % 20}`,
    byName: `成员${number % 20}`,
    action: drawn(chance(), [
      [0.4, 'session.opened'],
      [0.8, 'draft.saved'],
      [1, 'customers.reveal'],
    ] as const),
    on: `journey:j${number % 30}`,
    at: new Date(ms),
    address: '203.0.113.7',
  }
}

/** One of a batch; a third were used. */
/** One order of somebody, paid or not yet. */
export function orderOf(customerId: string, number: number, now: number, chance: () => number): Order {
  const at = new Date(now - Math.floor(chance() * 700 * dayMs))
  const report = {
    ...{ event: `bench:order:${number}`, heardAt: at, at, amountFen: 29_900, storeId: storeOf(number) },
    items: [{ name: '保湿精华', category: '护肤', quantity: 1, priceFen: 29_900 }],
  }
  return withStanding({
    ...{ _id: `shop:B${number}`, customerId, rev: 1, placed: report },
    ...(chance() < 0.9 && { payment: report }),
    ...(chance() < 0.7 && { receivedAt: new Date(at.getTime() + 3 * dayMs) }),
  })
}

export function grantOf(
  customerId: string,
  number: number,
  now: number,
  plan: TownPlan,
  chance: () => number,
): CouponGrant {
  const grantedAt = new Date(now - Math.floor(chance() * 60 * dayMs))
  return {
    _id: `grant:bench:${customerId}`,
    batchId: plan.batches[number % plan.batches.length] ?? '',
    customerId,
    number,
    code: `BENCH${number}`,
    validFrom: grantedAt,
    validUntil: new Date(grantedAt.getTime() + 90 * dayMs),
    grantedAt,
    amountFen: 3_000,
    rev: 0,
    ...(chance() < 1 / 3 ? { state: 'redeemed', redeemedAt: new Date(now - dayMs) } : { state: 'granted' }),
  }
}
