import type { Follow } from '../../models/customer.ts'
import type { Friend, FriendReader } from '../../models/friends.ts'
import type { Customers } from '../customers/contract.ts'
import { followOfPair, isSameStaff, lastToldOf } from '../customers/follows.ts'
import { endFriendship, nextOwner } from './end-friendship.ts'
import type { CorpReader, Told } from './ports.ts'

const pageSize = 500
/** What was told of just before WeCom was asked may not be in its lists yet. */
const graceMs = 5 * 60_000

/**
 * Ends the friendships of one member that WeCom does not list any more: the member deleted the customer, or they were handed over,
 * and nobody told us. Each is asked about once more by itself before it counts.
 */
export function createFindEnded(deps: {
  corp: string
  reader: Pick<CorpReader, 'friendIds' | 'followersOf'>
  friends: FriendReader
  customers: Pick<Customers, 'change' | 'hear' | 'find'>
}) {
  const { corp, reader, friends, customers } = deps

  const externalIdsOf = ({ ids }: Pick<Friend, 'ids'>): string[] =>
    ids.filter((id) => id.startsWith(`external:${corp}:`)).map((id) => id.slice(`external:${corp}:`.length))

  async function isGone(friend: Friend, staff: string): Promise<Told<boolean>> {
    for (const id of externalIdsOf(friend)) {
      const told = await reader.followersOf(id)
      if (told.kind !== 'told') return told
      if (told.value.some((userid) => isSameStaff(userid, staff))) return { kind: 'told', value: false }
    }
    return { kind: 'told', value: true }
  }

  async function end(
    friend: Friend,
    { staff }: Follow,
    at: Date,
    names: ReadonlyMap<string, string>,
  ): Promise<void> {
    const cause = `sync:${at.toISOString()}:${staff}`
    const left = await endFriendship(customers, friend._id, { corp, staff, by: 'staff', at }, cause)
    const owner = nextOwner(left)
    await customers.change(
      left,
      { corpTagNames: names, ...(owner !== undefined && { setOwner: owner }) },
      `${cause}:after`,
    )
    await customers.hear({
      _id: `${cause}:${friend._id}`,
      customerId: left._id,
      name: 'wecom.friend_removed',
      at,
      props: { staff, by: 'staff', reason: 'reconciled' },
      source: 'wecom',
    })
  }

  /** How many had ended by `listedAt`, when WeCom was first asked about this member. */
  return async function findEnded(
    userid: string,
    listedAt: Date,
    names: ReadonlyMap<string, string>,
  ): Promise<Told<number>> {
    const listed = await reader.friendIds(userid)
    if (listed.kind !== 'told') return listed
    const there = new Set(listed.value)
    const before = listedAt.getTime() - graceMs
    const spellings = [...new Set([userid, userid.toLowerCase()])]
    let ended = 0
    for (let after = ''; ; ) {
      const page = await friends.ofStaff(spellings, after, pageSize)
      for (const friend of page) {
        const follow = followOfPair(friend.follows, { corp, staff: userid })
        if (!follow || follow.removedAt || lastToldOf(follow).getTime() > before) continue
        if (externalIdsOf(friend).some((id) => there.has(id))) continue
        const gone = await isGone(friend, userid)
        if (gone.kind === 'later' || gone.kind === 'stopped') return gone
        if (gone.kind !== 'told' || !gone.value) continue
        await end(friend, follow, listedAt, names)
        ended += 1
      }
      const last = page.at(-1)
      if (last === undefined || page.length < pageSize) return { kind: 'told', value: ended }
      after = last._id
    }
  }
}
