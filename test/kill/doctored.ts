import type { Customer } from '../../models/customer.ts'
import type { InboxRecord } from '../../models/inbox.ts'
import type { Attempt, Touch } from '../../models/touch.ts'
import type { Callback, Person } from '../../sandbox/contract.ts'
import type { Evidence } from './evidence.ts'
import type { Owed } from './story.ts'

/** Evidence made by hand, so that what the proof looks for can be taken away. Only what the checks read is there. */

export const start = new Date('2026-03-02T01:00:00Z')

export const secondsIn = (seconds: number) => new Date(start.getTime() + seconds * 1_000)

export const mei: Person = {
  name: 'mei',
  nickname: '小美',
  unionid: 'u-mei',
  openid: 'o-mei',
  externalUserid: 'wm-mei',
  phone: '+8613800000001',
  email: '',
}

export const aCustomer = (given: Partial<Customer> = {}) =>
  ({
    _id: 'c1',
    profile: { nickname: mei.nickname },
    mergedFrom: [],
    outbox: [],
    credits: {},
    ...given,
  }) as unknown as Customer

export const aTouch = (given: Partial<Touch>) =>
  ({ customerId: 'c1', decisions: [{ final: true }], attempts: [], ...given }) as Touch

export const anAttempt = (given: Partial<Attempt>): Attempt => ({
  ref: 'r#1',
  channel: 'sms',
  at: start,
  ...given,
})

export const aRecord = (given: Partial<InboxRecord>) => ({ state: 'done', tries: 1, ...given }) as InboxRecord

export function aCallback(
  kind: string,
  about: Record<string, string>,
  given: Partial<Callback> = {},
): Callback {
  const at = start.toISOString()
  return { id: 'cb1', kind, about, tries: 1, acknowledged: true, acknowledgedAt: at, at, ...given }
}

/** One person in the story, who is one customer, and nothing else. */
export function evidenceOf(given: Partial<Evidence> & { owed?: Owed[] }): Evidence {
  const { owed = [], ...rest } = given
  const part = { people: 1, deeds: () => [], owed, runs: [], coupons: 0 }
  const at = () => start
  return {
    story: { at, deeds: [], members: [{ part, person: mei, staff: 'lilei', n: 0, at }] },
    diary: { passes: new Map(), kills: [] },
    deaths: [],
    deliveries: [],
    callbacks: [],
    summary: {
      customers: 1,
      stuck: [],
      unknown: [],
      possibleDuplicates: [],
    } as unknown as Evidence['summary'],
    customers: [aCustomer()],
    identities: [],
    inbox: [],
    events: [],
    touches: [],
    runs: [],
    tasks: [],
    coupons: [],
    ...rest,
  }
}
