import type { Customer } from '../../models/customer.ts'
import type { Colleague } from './staff-directory.ts'
import { worksToday } from './working-hours.ts'

export interface Assignee {
  userid: string
  /** Not a WeCom contact of the customer: the salesperson must be told so. */
  notConnected: boolean
}

/** Whether somebody can be given a task now: not on leave, and some of today's working time is still to come. */
export function isAvailable(member: Colleague, now: Date): boolean {
  return member.onDuty && worksToday(now, member.hours)
}

/**
 * Who gets a task: a current follower who is available (the owner first, then the newest friendship), else the least loaded
 * colleague of the owner's department or the customer's region, else the least loaded of the fallback pool.
 * Null when nobody available is left outside `exclude`.
 */
export function chooseAssignee(input: {
  customer: Pick<Customer, 'owner' | 'follows' | 'profile'>
  staff: readonly Colleague[]
  loads: ReadonlyMap<string, number>
  exclude: readonly string[]
  now: Date
}): Assignee | null {
  const excluded = new Set(input.exclude.map(lower))
  const eligible = input.staff.filter(
    (member) => isAvailable(member, input.now) && !excluded.has(lower(member._id)),
  )
  const byId = new Map(eligible.map((member) => [lower(member._id), member]))
  const owner = lower(input.customer.owner ?? '')

  const follower = input.customer.follows
    .filter((follow) => !follow.removedAt && byId.has(lower(follow.staff)))
    .sort((a, b) => rank(b) - rank(a) || b.since.getTime() - a.since.getTime())[0]
  function rank(follow: { staff: string }): number {
    return lower(follow.staff) === owner ? 1 : 0
  }
  if (follower) return { userid: byId.get(lower(follower.staff))?._id ?? follower.staff, notConnected: false }

  const home = input.staff.find((member) => lower(member._id) === owner)?.department
  const region = input.customer.profile.region
  const near = eligible.filter(
    (member) => (home && member.department === home) || (region && member.region === region),
  )
  const pool = near.length > 0 ? near : eligible.filter((member) => member.inFallbackPool)
  const least = pool.sort((a, b) => load(a) - load(b) || (a._id < b._id ? -1 : 1))[0]
  function load(member: Colleague): number {
    return input.loads.get(member._id) ?? 0
  }
  return least ? { userid: least._id, notConnected: true } : null
}

function lower(userid: string): string {
  return userid.toLowerCase()
}
