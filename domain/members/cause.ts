import { nanoid } from 'nanoid'
import type { Caller } from './caller.ts'

const prefix = 'member:'

/** The cause of a change somebody made by hand on the page: no two are the same. */
export const causeOfMember = ({ memberId }: Pick<Caller, 'memberId'>): string =>
  `${prefix}${memberId}:${nanoid()}`

/** Login name of whoever made the change by hand; null when it was nobody. */
export function memberOfCause(cause: string | undefined): string | null {
  return cause?.startsWith(prefix) ? (cause.slice(prefix.length).split(':')[0] ?? null) : null
}

/** The same where a repeat has to be known again by a key its sender made up. */
export const causeOfMemberAct = (memberId: string, once: string): string => `${prefix}${memberId}:${once}`
