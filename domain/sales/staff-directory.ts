import type { Staff, StaffStore } from '../../models/staff.ts'
import type { Sealing } from '../customers/sealing.ts'
import type { StaffEntry } from './staff-entry.ts'

export type StaffDirectory = ReturnType<typeof createStaffDirectory>

/** Kelu's own list of salespeople: WeCom no longer tells an app their phones. */
export function createStaffDirectory(deps: { store: StaffStore; sealing: Sealing }) {
  const { store, sealing } = deps
  return {
    /** Adds or replaces entries; userids are compared ignoring case. */
    async save(entries: StaffEntry[]): Promise<void> {
      for (const { userid, phone, manager, ...entry } of entries) {
        await store.save({
          _id: userid.toLowerCase(),
          ...entry,
          manager: manager?.toLowerCase(),
          phone: phone === undefined ? undefined : sealing.seal(phone),
        })
      }
    },
    all: () => store.all(),
    find: (userid: string): Promise<Staff | null> => store.find(userid),
    async phoneOf(userid: string): Promise<string | null> {
      const phone = (await store.find(userid))?.phone
      return phone ? sealing.unseal(phone) : null
    },
    async nameOf(userid: string): Promise<string> {
      return (await store.find(userid))?.name ?? userid
    },
    async managerOf(userid: string): Promise<string | null> {
      return (await store.find(userid))?.manager ?? null
    },
    /** When somebody works; undefined for a stranger, and for entries written before hours were known. */
    async hoursOf(userid: string) {
      return (await store.find(userid))?.hours
    },
  }
}
