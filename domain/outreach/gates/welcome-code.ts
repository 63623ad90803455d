import type { TouchRequest } from '../contract.ts'

/** What is between the gates and the platform's own look at the clock: a few writes and the call. */
const onItsWayMs = 1_500

export const codeExpired = 'codeExpired'

/** Whether the welcome code of this request is over, or would be by the time WeCom sees it: it would refuse the call. */
export function isCodeOver({ welcomeUntil }: TouchRequest, now: Date): boolean {
  return welcomeUntil !== undefined && now.getTime() >= welcomeUntil.getTime() - onItsWayMs
}
