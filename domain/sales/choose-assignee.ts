import type { Customer } from '../../models/customer.ts'
import type { WhenFull } from '../../models/tasks.ts'
import type { Colleague } from './staff-directory.ts'
import { worksToday } from './working-hours.ts'

export interface Assignee {
  userid: string
  /** Not a WeCom contact of the customer: the salesperson must be told so. */
  notConnected: boolean
}

/** Who gets a task; `past` were before them and have their day's number. `full`: whose turn it is has it. */
export type Choice =
  | { kind: 'assignee'; assignee: Assignee; past: string[] }
  | { kind: 'full'; staff: string[] }
  | { kind: 'nobody' }

/** Whether somebody can be given a task now: not on leave, and some of today's working time is still to come. */
export function isAvailable(member: Colleague, now: Date): boolean {
  return member.onDuty && worksToday(now, member.hours)
}

interface Turn {
  customer: Pick<Customer, 'owner' | 'follows' | 'profile'>
  staff: readonly Colleague[]
  loads: ReadonlyMap<string, number>
  exclude: readonly string[]
  now: Date
}

/**
 * Who gets a task: a current follower who is available (the owner first, then the newest friendship), else the least loaded
 * colleague of the owner's department or the customer's region, else the least loaded of the fallback pool. Nobody available
 * may be left outside `exclude`.
 *
 * Who is `full` has their day's number. Of several whose turn it is alike, one who is not full gets it. Only `passOn` goes on
 * from a friend to other friends and colleagues, and from those near the customer to the fallback pool.
 */
export function chooseAssignee(
  input: Turn & { full: ReadonlySet<string>; whenFull: Exclude<WhenFull, 'fallBack'> },
): Choice {
  const groups = groupsInTurn(input)
  const [first] = groups
  if (first === undefined) return { kind: 'nobody' }
  const asked = input.whenFull === 'passOn' ? groups : [first]
  const past: string[] = []
  for (const assignee of asked.flat()) {
    if (!input.full.has(assignee.userid)) return { kind: 'assignee', assignee, past }
    past.push(assignee.userid)
  }
  return { kind: 'full', staff: past }
}

/** Everybody who can take it: each friend by themselves, those near the customer together, then the fallback pool. */
function groupsInTurn({ customer, staff, loads, exclude, now }: Turn): Assignee[][] {
  const excluded = new Set(exclude.map(lower))
  const eligible = staff.filter((member) => isAvailable(member, now) && !excluded.has(lower(member._id)))
  const byId = new Map(eligible.map((member) => [lower(member._id), member]))
  const owner = lower(customer.owner ?? '')
  const rank = (follow: { staff: string }) => (lower(follow.staff) === owner ? 1 : 0)
  const friends = customer.follows
    .filter((follow) => !follow.removedAt)
    .sort((a, b) => rank(b) - rank(a) || b.since.getTime() - a.since.getTime())
    .flatMap((follow) => byId.get(lower(follow.staff)) ?? [])

  const home = staff.find((member) => lower(member._id) === owner)?.department
  const { region } = customer.profile
  const load = (member: Colleague) => loads.get(member._id) ?? 0
  const strangers = eligible
    .filter((member) => !friends.includes(member))
    .sort((a, b) => load(a) - load(b) || (a._id < b._id ? -1 : 1))
  const isNear = (member: Colleague) =>
    (home && member.department === home) || (region && member.region === region)
  const near = strangers.filter(isNear)
  const pool = strangers.filter((member) => member.inFallbackPool && !isNear(member))

  const connected = (member: Colleague): Assignee[] => [{ userid: member._id, notConnected: false }]
  const unconnected = (member: Colleague): Assignee => ({ userid: member._id, notConnected: true })
  return [...new Set(friends)]
    .map(connected)
    .concat([near.map(unconnected), pool.map(unconnected)])
    .filter((group) => group.length > 0)
}

function lower(userid: string): string {
  return userid.toLowerCase()
}
