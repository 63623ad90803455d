import { createMovingCounter } from '../../windows.ts'

/** Who has a conversation: 0 nobody yet, 1 a bot, 2 the queue, 3 a member, 4 it ended or has not begun. */
export type ServiceState = 0 | 1 | 2 | 3 | 4

export interface KfConversation {
  state: ServiceState
  servicer?: string
  lastMessageAt: Date
  /** Messages by the API since then. */
  sent: number
}

/** One line of an account's record; what the API sent is kept and not handed out. */
export interface KfItem {
  at: Date
  sentByApi?: true
  item: Record<string, unknown>
}

/** What 微信客服 remembers. */
export interface KfState {
  /** By account and customer, see `conversationKey`. */
  conversations: Map<string, KfConversation>
  /** By open_kfid, the oldest first. */
  records: Map<string, KfItem[]>
  /** Those of callbacks. */
  tokens: Map<string, { openKfid: string; issuedAt: Date }>
  /** By account: ids that were given by a caller. */
  msgids: Map<string, Set<string>>
  /** Calls of sync_msg without a token. */
  withoutToken: ReturnType<typeof createMovingCounter>
  /** By external_userid: how the next messages fail after they were accepted. */
  failing: Map<string, number>
}

export const createKfState = (): KfState => ({
  conversations: new Map(),
  records: new Map(),
  tokens: new Map(),
  msgids: new Map(),
  withoutToken: createMovingCounter(60_000),
  failing: new Map(),
})

export const conversationKey = (openKfid: string, externalUserid: string): string =>
  `${openKfid} ${externalUserid}`

export function recordOf(state: KfState, openKfid: string): KfItem[] {
  const record = state.records.get(openKfid) ?? []
  state.records.set(openKfid, record)
  return record
}
