import type { FollowedCustomerReader } from '../../models/followed-customers.ts'
import type { HandOverThing } from '../../models/hand-overs.ts'
import { activePair } from '../customers/pair-tags.ts'
import { externalIdsOf } from '../tag-sync/push-tags.ts'
import type { Belongings, CustomerTransfers, TransferKind } from './ports.ts'

const pageSize = 500

/** What a member has to hand over, by what it is. */
export type Estate = ReadonlyMap<HandOverThing, readonly string[]>

/**
 * Everything a member leaves behind: customers as Kelu and, once the member has left, as WeCom knows them, owned groups, and what
 * Kelu itself has given them to do.
 */
export function createWhatSomebodyHas(deps: {
  corp: string
  followed: FollowedCustomerReader
  transfers: Pick<CustomerTransfers, 'unassigned' | 'groupsOf'>
  belongings: readonly Belongings[]
}) {
  const { corp, followed, transfers, belongings } = deps

  async function friendsOf(userid: string): Promise<string[]> {
    const found: string[] = []
    for (let after = ''; ; ) {
      const page = await followed.friendsOf(corp, userid, after, pageSize)
      const theirs = page.filter(({ follows }) => activePair(follows, { corp, staff: userid }))
      found.push(...theirs.flatMap((customer) => externalIdsOf(customer, corp).slice(0, 1)))
      const last = page.at(-1)
      if (page.length < pageSize || !last) return found
      after = last._id
    }
  }

  return async (userid: string, kind: TransferKind): Promise<Estate> => {
    const left = kind === 'resigned' ? await transfers.unassigned() : new Map<string, string[]>()
    const unassigned = [...left].flatMap(([from, all]) =>
      from.toLowerCase() === userid.toLowerCase() ? all : [],
    )
    const customers = [...new Set([...(await friendsOf(userid)), ...unassigned])]
    const others = await Promise.all(
      belongings.map(async ({ what, list }) => [what, await list(userid)] as const),
    )
    return new Map<HandOverThing, readonly string[]>([
      ['customer', customers],
      ['group', await transfers.groupsOf(userid)],
      ...others,
    ])
  }
}
