import { integrationOf } from '../api-keys/admit.ts'
import type { Caller } from './caller.ts'

const prefix = 'member:'
const integrationPrefix = 'api:'

/** The cause of a change somebody made by hand on the page, or a system by its key; `once` names the request. */
export const causeOfCaller = (caller: Pick<Caller, 'memberId'>, once: string): string => {
  const integration = integrationOf(caller)
  return integration === null
    ? `${prefix}${caller.memberId}:${once}`
    : `${integrationPrefix}${integration}:${once}`
}

/** Whether a system with a key made the change. */
export const isOfIntegration = (cause: string | undefined): boolean =>
  cause?.startsWith(integrationPrefix) ?? false

/** Login name of whoever made the change by hand; null when it was nobody. */
export function memberOfCause(cause: string | undefined): string | null {
  return cause?.startsWith(prefix) ? (cause.slice(prefix.length).split(':')[0] ?? null) : null
}

/** The same where a repeat has to be known again by a key its sender made up. */
export const causeOfMemberAct = (memberId: string, once: string): string => `${prefix}${memberId}:${once}`
