import type { Customer, Follow } from '../../models/customer.ts'
import type { Sealed } from '../../models/sealed.ts'
import type { CustomerChange, ListedFollow } from './contract.ts'
import type { Sealing } from './sealing.ts'

type Pair = Pick<Follow, 'corp' | 'staff'>

/** WeCom compares userids ignoring case: one person, however they are written. */
export function isSameStaff(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/** The friendship of this pair, ended or not. */
export function followOfPair(follows: readonly Follow[], pair: Pair): Follow | undefined {
  return follows.find(({ corp, staff }) => corp === pair.corp && isSameStaff(staff, pair.staff))
}

/** The last moment something was told of this friendship. */
export function lastToldOf({ removedAt, confirmedAt, since }: Follow): Date {
  return removedAt ?? confirmedAt ?? since
}

/** What decides is when each of them happened, in whatever order they are heard. */
export function applyFollows(draft: Customer, change: CustomerChange, seal: Sealing): void {
  const { addFollow, listedFollow, endFollow, renameStaff } = change
  if (renameStaff) rename(draft, renameStaff)
  if (addFollow) draft.follows = withPair(draft.follows, addFollow, (known) => begun(known, addFollow))
  if (listedFollow) {
    draft.follows = withPair(draft.follows, listedFollow, (known) => listed(known, listedFollow, seal))
  }
  if (!endFollow) return
  const { at, by, ...pair } = endFollow
  draft.follows = withPair(draft.follows, pair, (known) => {
    if (known && lastToldOf(known) > at) return known
    return { ...(known ?? { ...pair, since: at }), removedBy: by, removedAt: at }
  })
}

/** The follows with that of the pair as `become` makes it. */
function withPair(follows: Follow[], pair: Pair, become: (known: Follow | undefined) => Follow): Follow[] {
  const known = followOfPair(follows, pair)
  const follow = become(known)
  return known ? follows.map((each) => (each === known ? follow : each)) : [...follows, follow]
}

function begun(known: Follow | undefined, added: Follow): Follow {
  if (!known) return added
  if (known.removedAt) return known.removedAt > added.since ? known : added
  // One that lasts has begun already, whoever tells of it again.
  return lastToldOf(known) < added.since ? { ...known, confirmedAt: added.since } : known
}

/**
 * Whether a friendship WeCom lists has ended all the same. Whether it still lists a member whom the customer deleted is not documented, so the event of that decides;
 * a member who deleted the customer does not have them in the list.
 */
export function staysEnded(
  { removedAt, removedBy }: Follow,
  { since, listedAt }: Pick<ListedFollow, 'since' | 'listedAt'>,
): boolean {
  if (removedAt === undefined || since > removedAt) return false
  return removedBy === 'customer' || removedAt > listedAt
}

function listed(known: Follow | undefined, told: ListedFollow, seal: Sealing): Follow {
  if (known && staysEnded(known, told)) return known
  const { corp, staff, since, listedAt } = told
  const { removedAt, removedBy: _, ...lasting } = known ?? { corp, staff, since }
  if (removedAt === undefined) return withFacts(lasting, told, seal)
  if (since > removedAt) return withFacts({ corp, staff: lasting.staff, since }, told, seal)
  return withFacts({ ...lasting, confirmedAt: listedAt }, told, seal)
}

function withFacts(follow: Follow, told: ListedFollow, seal: Sealing): Follow {
  const { remark: knownRemark, phones: knownPhones, tags: _, ...kept } = follow
  const remark = sealedText(knownRemark, told.remark, seal)
  const phones = sealedTexts(knownPhones, told.phones ?? [], seal)
  const state = follow.state ?? told.state
  const addWay = told.addWay ?? follow.addWay
  const tags = [...new Set(told.tags)].sort()
  return {
    ...kept,
    ...(state !== undefined && { state }),
    ...(addWay !== undefined && { addWay }),
    ...(remark && { remark }),
    ...(phones.length > 0 && { phones }),
    ...(tags.length > 0 && { tags }),
  }
}

/** Sealing the same text again would look like a change each time. */
function sealedText(known: Sealed | undefined, text: string | undefined, seal: Sealing): Sealed | undefined {
  if (text === undefined || text === '') return undefined
  return known && seal.unseal(known) === text ? known : seal.seal(text)
}

function sealedTexts(known: Sealed[] | undefined, texts: string[], seal: Sealing): Sealed[] {
  const byText = new Map(known?.map((sealed) => [seal.unseal(sealed), sealed]))
  return texts.map((text) => byText.get(text) ?? seal.seal(text))
}

/** The same person has another userid from now on. */
function rename(draft: Customer, { corp, from, to }: NonNullable<CustomerChange['renameStaff']>): void {
  if (draft.owner !== undefined && isSameStaff(draft.owner, from)) draft.owner = to
  const before = followOfPair(draft.follows, { corp, staff: from })
  if (!before || isSameStaff(from, to)) return
  const already = followOfPair(draft.follows, { corp, staff: to })
  const one = already && lastToldOf(already) > lastToldOf(before) ? already : { ...before, staff: to }
  draft.follows = draft.follows.flatMap((follow) => {
    if (follow === before) return already ? [] : [one]
    return [follow === already ? one : follow]
  })
}
