/** What WeCom tells of a corp. Adapters under `channels/` implement this. */

/**
 * An answer of WeCom. `later`: ask again after so long. `refused`: it will not tell this, by its code; what else it would tell is
 * not known. `stopped`: it will not have us at all: a setting is wrong, or a right is missing.
 */
export type Told<T> =
  | { kind: 'told'; value: T }
  | { kind: 'later'; afterMs: number; code: string }
  | { kind: 'refused'; code: string }
  | { kind: 'stopped'; code: string }

export interface CorpDepartment {
  id: number
  name: string
  /** 0 above the root. */
  parent: number
  /** userids of who leads it. */
  leads: string[]
}

export interface CorpMember {
  userid: string
  name: string
  /** Ids, the main one first. */
  departments: number[]
}

/** A customer of one member. */
export interface ListedFriend {
  externalUserid: string
  name: string
  avatar?: string
  /** Only of who uses WeChat, and only when the corp is bound to a WeChat developer account. */
  unionid?: string
  usesWechat: boolean
  since: Date
  state?: string
  addWay?: number
  remark?: string
  /** Numbers the member noted, as they were typed. */
  phones: string[]
  /** Ids of corp tags. */
  tags: string[]
}

export interface FriendsPage {
  friends: ListedFriend[]
  /** The cursor of the next page; empty = there is none. */
  next: string
  /** The member has no licence: nothing is told of their customers. */
  isUnlicensed: boolean
}

export interface CorpReader {
  departments(): Promise<Told<CorpDepartment[]>>
  /** Of one department, not of those below it. */
  members(department: number): Promise<Told<CorpMember[]>>
  /** Null when there is none of this userid. */
  member(userid: string): Promise<Told<CorpMember | null>>
  /** userids of those who have the customer-contact feature. */
  followers(): Promise<Told<string[]>>
  /** Corp tags by their group. */
  tagGroups(): Promise<Told<{ name: string; tags: { id: string; name: string }[] }[]>>
  /** A page of somebody's customers; `cursorLost` where WeCom does not know the cursor (any more). */
  friends(userid: string, cursor: string): Promise<Told<FriendsPage> | { kind: 'cursorLost' }>
  /** external_userids of all of somebody's customers. */
  friendIds(userid: string): Promise<Told<string[]>>
  /** userids of all who have somebody as a customer. */
  followersOf(externalUserid: string): Promise<Told<string[]>>
}
