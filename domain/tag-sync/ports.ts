// What Kelu asks of WeCom about corp tags. Adapters under `channels/` implement these.

/** A 标签组 as WeCom lists it. */
export interface ListedTagGroup {
  id: string
  name: string
  /** Larger sorts first. */
  order: number
  tags: { id: string; name: string; order: number }[]
}

/**
 * Pointless to repeat. `noRelation`: the two are not connected (any more); `foreignId`: only a third-party application knows the customer by that id;
 * `unknownTag`: an id WeCom does not have (any more).
 */
export type MarkRefusal = 'noRelation' | 'foreignId' | 'unknownTag' | 'pairFull' | 'content' | 'configuration'

export type MarkOutcome =
  | { kind: 'done' }
  | { kind: 'refused'; reason: MarkRefusal; code: string }
  | { kind: 'retryLater'; afterMs: number; code: string }

/** `taken`: a name of them is there already, none was made. */
export type MakeOutcome =
  | { kind: 'made'; group: ListedTagGroup }
  | { kind: 'taken' }
  | { kind: 'refused'; reason: 'corpFull' | 'name' | 'configuration'; code: string }
  | { kind: 'retryLater'; afterMs: number; code: string }

export type EditOutcome =
  | { kind: 'done' }
  | { kind: 'refused'; reason: 'unknownTag' | 'taken' | 'notOwn' | 'configuration'; code: string }
  | { kind: 'retryLater'; afterMs: number; code: string }

export interface CorpTags {
  /** Every 标签组 with its tags; throws when WeCom could not be asked. */
  list(): Promise<ListedTagGroup[]>
  /** Adds tags to the group of that name, which is made when there is none. `group` in the answer holds the new tags only. */
  make(groupName: string, names: readonly string[]): Promise<MakeOutcome>
  rename(id: string, name: string): Promise<EditOutcome>
  remove(id: string): Promise<EditOutcome>
  /** Puts tags on a pair and takes others off, by ids; repeatable. Not both lists empty. */
  mark(input: {
    staff: string
    externalUserid: string
    add: readonly string[]
    remove: readonly string[]
  }): Promise<MarkOutcome>
}

/** A pair with the ids of its corp tags. */
export interface ListedPair {
  staff: string
  externalUserid: string
  tagIds: readonly string[]
}
