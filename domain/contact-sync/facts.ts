import type { Customer } from '../../models/customer.ts'
import type { CustomerChange, ListedFollow } from '../customers/contract.ts'
import { followOfPair, isSameStaff, staysEnded } from '../customers/follows.ts'
import type { PairReading } from '../customers/pair-tags.ts'
import type { ListedFriend } from './ports.ts'

const noRemovals: ReadonlyMap<string, Date> = new Map()

/** What belongs to the state somebody came by. */
export interface ChannelOf {
  sourceChannel?: string | undefined
  tags: readonly string[]
}

/** What a round knows beside the friends themselves. */
export interface Surroundings {
  corp: string
  /** What is known of a corp tag; undefined for those nobody takes over. */
  tagOf: PairReading['tagOf']
  channelOf(state: string | undefined): ChannelOf
  /** Code of the one 门店 a member works in; undefined where it is none, or several. */
  storeOf(userid: string): string | undefined
}

/** A friend of one member, and when WeCom was asked about them. */
export interface Listed {
  friend: ListedFriend
  staff: string
  listedAt: Date
}

/** What follows for a customer from what WeCom lists; null for somebody who is not known. Told again it changes nothing. */
export function factsOf(
  { friend, staff, listedAt }: Listed,
  customer: Customer | null,
  { corp, tagOf, channelOf, storeOf }: Surroundings,
): CustomerChange {
  const { since, state, addWay, remark, phones } = friend
  const listedFollow: ListedFollow = { corp, staff, since, listedAt, state, addWay, remark, phones }
  const known = customer === null ? undefined : followOfPair(customer.follows, { corp, staff })
  const code = known ? undefined : channelOf(state)
  const lasts = known === undefined || !staysEnded(known, listedFollow)
  const owner = lasts && isOwnerless(customer) ? staff : undefined
  const homeStore = customer?.homeStore === undefined ? storeOf(owner ?? customer?.owner ?? staff) : undefined
  return {
    setProfile: {
      nickname: friend.name,
      avatarUrl: friend.avatar,
      sourceChannel: customer?.profile.sourceChannel ?? code?.sourceChannel,
    },
    listedFollow,
    // What changes on a pair later domain/tag-sync takes over, which knows what Kelu has still to say there.
    ...(known?.labels === undefined && {
      pairTags: { corp, staff, ids: friend.tags, tagOf, readAt: listedAt, takenOffAt: noRemovals },
    }),
    ...(lasts && { setReach: { wecom: { state: 'reachable' as const } } }),
    ...(owner !== undefined && { setOwner: owner }),
    ...(homeStore !== undefined && { setHomeStore: homeStore }),
    ...(code && { addTags: code.tags.map((name) => ({ name, kind: 'base' as const })) }),
  }
}

/** Nobody's, or that of a member who is their friend no more. */
function isOwnerless(customer: Customer | null): boolean {
  if (customer?.owner === undefined) return true
  const { owner, follows } = customer
  return follows.find(({ staff }) => isSameStaff(staff, owner))?.removedAt !== undefined
}

/** Of all friends of a customer one counts them: the first by userid whose friendship lasts. */
export function isCountedBy({ follows }: Pick<Customer, 'follows'>, corp: string, staff: string): boolean {
  const lasting = follows
    .filter((follow) => follow.corp === corp && follow.removedAt === undefined)
    .map((follow) => follow.staff.toLowerCase())
    .sort()
  return lasting[0] === staff.toLowerCase()
}
