// What Kelu asks of WeCom to give the customers and groups of one member to another. Adapters under `channels/` implement these.

/** In service (在职继承), or after having left (离职继承). */
export type TransferKind = 'onjob' | 'resigned'

interface Later {
  kind: 'retryLater'
  afterMs: number
  code: string
}

/** What WeCom says to each customer; `0` = begun. */
export type TransferAsked =
  | { kind: 'answered'; codes: ReadonlyMap<string, string> }
  | { kind: 'refused'; code: string }
  | Later

export type TransferStatus = 'done' | 'waiting' | 'refused' | 'full' | 'none'

export interface TransferResult {
  externalUserid: string
  status: TransferStatus
  at?: Date
}

export interface CustomerTransfers {
  /** Begins it for 100 customers at most; it takes effect after 24 hours. `sentence` is said to them, in service only. */
  ask(input: {
    kind: TransferKind
    from: string
    to: string
    externalUserids: readonly string[]
    sentence?: string
  }): Promise<TransferAsked>
  /** How each of a pair of members stands; throws when WeCom could not be asked. */
  results(input: { kind: TransferKind; from: string; to: string }): Promise<TransferResult[]>
  /** Customers of members who left within a year, by the member. */
  unassigned(): Promise<ReadonlyMap<string, string[]>>
  /** Groups a member owns. */
  groupsOf(userid: string): Promise<string[]>
  /** 100 groups at most; the codes of those that were not given. */
  giveGroups(input: { kind: TransferKind; chatIds: readonly string[]; to: string }): Promise<TransferAsked>
}

/** What became of giving something to a colleague. `later`: it is under way, look again after so long. */
export type Given = { kind: 'given' } | { kind: 'refused'; code: string } | { kind: 'later'; afterMs: number }

/** Something else a member holds, that is given to a colleague by Kelu itself: tasks, channel codes, pending group-sends. */
export interface Belongings {
  what: 'task' | 'code' | 'batch'
  /** What they hold at present. */
  list(userid: string): Promise<string[]>
  /** Gives one. Repeatable under the same `cause`. */
  give(input: { ref: string; from: string; to: string; by: string; cause: string }): Promise<Given>
}
