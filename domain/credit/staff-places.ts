import type { RetailStore, RetailStoreStore } from '../../models/retail-stores.ts'
import type { Staff } from '../../models/staff.ts'
import type { StaffMoveStore, Stay } from '../../models/staff-moves.ts'
import type { Clock } from '../clock.ts'

/** Where somebody worked: their department, and its 门店 where it is one. */
export interface Place {
  department: string
  store: { code: string; name: string } | null
}

/** Business time between two looks at who has moved. */
const lookAgainMs = 5 * 60_000

/** Notes who moved to which department when, within minutes; what was before the first look counts as the first place known. */
export function createStaffPlaces(deps: {
  moves: StaffMoveStore
  stores: Pick<RetailStoreStore, 'all'>
  staff: () => Promise<readonly Pick<Staff, '_id' | 'department'>[]>
  clock: Clock
}) {
  const { moves, stores, staff, clock } = deps
  let looked = Number.NEGATIVE_INFINITY

  return {
    /** How many moves were noted. */
    async sweep(): Promise<number> {
      const now = clock.now()
      if (Math.abs(now.getTime() - looked) < lookAgainMs) return 0
      looked = now.getTime()
      const known = new Map((await moves.all()).map(({ _id, stays }) => [_id, stays]))
      let noted = 0
      for (const { _id, department } of await staff()) {
        const stays = known.get(_id) ?? []
        if (stays.at(-1)?.department === department) continue
        noted += Number(await moves.note(_id, stays, { department, from: now }))
      }
      return noted
    },

    /** Where everybody was at any time. Of several 门店 of a department `preferred` is meant where it is one of them, else the first by code. */
    async placesThen() {
      const [known, shops, everybody] = await Promise.all([moves.all(), stores.all(), staff()])
      const staysOf = new Map(known.map(({ _id, stays }) => [_id, stays]))
      const present = new Map(everybody.map(({ _id, department }) => [_id, department]))
      const shopsOf = new Map<string, RetailStore[]>()
      for (const shop of shops) shopsOf.set(shop.department, [...(shopsOf.get(shop.department) ?? []), shop])

      return (userid: string, at: Date, preferred: string | null = null): Place => {
        const department = departmentAt(staysOf.get(userid) ?? [], at) ?? present.get(userid) ?? ''
        const theirs = shopsOf.get(department) ?? []
        const shop = theirs.find(({ _id }) => _id === preferred) ?? theirs[0]
        return { department, store: shop ? { code: shop._id, name: shop.name } : null }
      }
    },
  }
}
export type StaffPlaces = ReturnType<typeof createStaffPlaces>

function departmentAt(stays: readonly Stay[], at: Date): string | undefined {
  return (stays.findLast(({ from }) => from <= at) ?? stays[0])?.department
}
