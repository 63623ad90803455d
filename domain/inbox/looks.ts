/** What of the inbox somebody looks at; `all` = what is not dealt with first, then what is. */
export const inboxLooks = ['all', 'failed', 'open', 'closed'] as const
export type InboxLook = (typeof inboxLooks)[number]
