/** Whose ticket signs: WeCom's client asks for both before it lets a page of an application see the chat beside it. */
export type PageTicket = 'corp' | 'app'

export interface PageSignature {
  /** Unix seconds. */
  timestamp: string
  nonceStr: string
  signature: string
  /** Names the ticket it was made with, to be handed back when the client refuses it. */
  grant: string
}

/** Vouches to WeCom's client for the addresses of our pages. Throws `platform.unavailable` while no ticket is to be had. */
export interface PageSigner {
  readonly corpId: string
  readonly agentId: number
  /** `url` as the client sees it; what stands behind # is left out. */
  sign(ticket: PageTicket, url: string): Promise<PageSignature>
  /** The client refused what this ticket signed: it is not used again. However many say so, one is replaced in ten minutes. */
  replace(ticket: PageTicket, grant: string): Promise<void>
}

/**
 * What became of a name for a friend: `gone` = they are no friends, or the member may not; `foreignId` = the id is one that a third-party application
 * was given.
 */
export type RemarkOutcome = { kind: 'done' } | { kind: 'gone' | 'foreignId'; code: string }

/** What members call their friends in WeCom. Throws `platform.unavailable` when WeCom could not be asked. */
export interface FriendRemarks {
  /** `remark` of at most 20 characters. */
  call(friend: { staff: string; externalUserid: string; remark: string }): Promise<RemarkOutcome>
}
