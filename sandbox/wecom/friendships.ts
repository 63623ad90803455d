/** A customer in one member's contact list. */
export interface Friendship {
  staff: string
  externalUserid: string
  createdAt: Date
  addWay: number
  state?: string
  remark: string
  /** Numbers the member noted, as they were typed. */
  mobiles?: string[]
  /** Ids of corp tags; they belong to the pair. */
  tags: Set<string>
  /** A message was exchanged, so no welcome can follow. */
  chatted: boolean
  /** The customer removed the member; the member still has the customer in the list. */
  removedByCustomer: boolean
}

/** Every pair of member and customer, found from both sides in the order they became friends; userids are the same ignoring case. */
export interface Friendships {
  get(userid: string, externalUserid: string): Friendship | undefined
  put(friendship: Friendship): void
  remove(friendship: Friendship): void
  ofStaff(userid: string): Friendship[]
  ofCustomer(externalUserid: string): Friendship[]
  all(): Iterable<Friendship>
}

export function createFriendships(): Friendships {
  const byStaff = new Map<string, Map<string, Friendship>>()
  const byCustomer = new Map<string, Map<string, Friendship>>()

  function under(side: typeof byStaff, key: string): Map<string, Friendship> {
    const known = side.get(key) ?? new Map<string, Friendship>()
    side.set(key, known)
    return known
  }

  return {
    get: (userid, externalUserid) => byStaff.get(userid.toLowerCase())?.get(externalUserid),
    put(friendship) {
      const staff = friendship.staff.toLowerCase()
      under(byStaff, staff).set(friendship.externalUserid, friendship)
      under(byCustomer, friendship.externalUserid).set(staff, friendship)
    },
    remove({ staff, externalUserid }) {
      byStaff.get(staff.toLowerCase())?.delete(externalUserid)
      byCustomer.get(externalUserid)?.delete(staff.toLowerCase())
    },
    ofStaff: (userid) => [...(byStaff.get(userid.toLowerCase())?.values() ?? [])],
    ofCustomer: (externalUserid) => [...(byCustomer.get(externalUserid)?.values() ?? [])],
    *all() {
      for (const pairs of byStaff.values()) yield* pairs.values()
    },
  }
}
