import type { ContactWay, RefusedMember } from '../../models/contact-ways.ts'
import type { MadeCode, PoolMember } from '../language/channel-code.ts'
import type { Colleague } from '../sales/staff-directory.ts'
import { isWorking } from '../sales/working-hours.ts'

/** Most members a code may lead to (document 92228). */
const mostUsers = 100
const hourMs = 3_600_000

export type MemberState =
  /** New customers may come to them now. */
  | 'taking'
  | 'offShift'
  /** As many as they take a day. */
  | 'full'
  | 'onLeave'
  /** The platform does not let the code lead to them. */
  | 'refused'
  /** No such person in the staff directory. */
  | 'stranger'
  /** In the pool, but the code leads to 100 others. */
  | 'tooMany'
  /** Takes customers when nobody else can; not now. */
  | 'waiting'

export interface PoolPerson {
  userid: string
  name: string
  isBackup: boolean
  state: MemberState
  /** Customers by this code today. */
  today: number
  perDay: number | null
  refused: RefusedMember | null
}

export interface Pool {
  people: PoolPerson[]
  /** Whom the code should lead to; empty when nobody is left at all. */
  users: string[]
  /** Who may take customers some other time. */
  others: string[]
  /** Nobody of the pool can, so those behind them do. */
  usesBackup: boolean
}

/**
 * Who takes new customers now: everybody of the pool who is at work, has not taken as many as they do in a day and is not
 * refused by the platform; else those behind them, at work or not. Which of these gets the next customer is the platform's
 * choice. Whom it refused is asked for again after an hour: the real name may be proved by now.
 */
export function poolOf(input: {
  code: MadeCode
  colleagues: readonly Colleague[]
  today: ReadonlyMap<string, number>
  way: Pick<ContactWay, 'refused'> | null
  now: Date
}): Pool {
  const { code, colleagues, today, now } = input
  const refusedOf = (userid: string): RefusedMember | null =>
    input.way?.refused.find((one) => one.userid === userid) ?? null
  const isRefused = (userid: string): boolean => {
    const at = refusedOf(userid)?.at
    return at !== undefined && now.getTime() - at.getTime() < hourMs
  }

  function person(member: PoolMember, isBackup: boolean): PoolPerson {
    const { userid } = member
    const colleague = colleagues.find(({ _id }) => _id === userid)
    const perDay = member.perDay ?? code.perDay ?? null
    const count = today.get(userid) ?? 0
    return {
      userid,
      name: colleague?.name ?? userid,
      isBackup,
      state: stateOf(),
      today: count,
      perDay,
      refused: refusedOf(userid),
    }

    function stateOf(): MemberState {
      if (!colleague) return 'stranger'
      if (!colleague.onDuty) return 'onLeave'
      if (isRefused(userid)) return 'refused'
      if (perDay !== null && count >= perDay) return 'full'
      if (isBackup) return 'waiting'
      return isWorking(now, colleague.hours) ? 'taking' : 'offShift'
    }
  }

  const own = membersOf(code, colleagues).map((member) => person(member, false))
  const behind = code.backup
    .filter(({ userid }) => !own.some((one) => one.userid === userid))
    .map((member) => person(member, true))
  const taking = own.filter(({ state }) => state === 'taking')
  const usesBackup = taking.length === 0
  if (usesBackup) for (const one of behind) if (one.state === 'waiting') one.state = 'taking'
  const chosen = usesBackup ? behind.filter(({ state }) => state === 'taking') : taking
  for (const one of chosen.slice(mostUsers)) one.state = 'tooMany'
  const users = chosen.slice(0, mostUsers).map(({ userid }) => userid)
  const others = [...own, ...behind].flatMap(({ userid, state }) =>
    state === 'offShift' || state === 'full' ? [userid] : [],
  )
  return { people: [...own, ...behind], users: [...users].sort(), others, usesBackup }
}

/**
 * Whom a code is to lead to. When nobody can take customers it goes on leading to those it leads to, as far as they belong to it
 * and work here; where none of them does, to those who can another time. Empty = nobody at all, so that it stays as it is.
 */
export function leadTo({ users, others }: Pool, way: Pick<ContactWay, 'users'> | null): string[] {
  if (users.length > 0) return users
  const lasting = (way?.users ?? []).filter((userid) => others.includes(userid))
  return lasting.length > 0 || way === null || way.users.length === 0 ? lasting : others.slice(0, mostUsers)
}

/** The people of a pool, each once: those named for themselves first, with what they say for themselves. */
export function membersOf(
  { members, departments }: Pick<MadeCode, 'members' | 'departments'>,
  colleagues: readonly Colleague[],
): PoolMember[] {
  const ofDepartments = colleagues
    .filter(({ department }) => departments.includes(department))
    .map(({ _id }): PoolMember => ({ userid: _id }))
  const all = new Map([...ofDepartments, ...members].map((member) => [member.userid, member]))
  return [...all.values()]
}
