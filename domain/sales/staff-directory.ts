import type { Staff, StaffStore } from '../../models/staff.ts'
import type { Sealing } from '../customers/sealing.ts'
import type { StaffEntry } from './staff-entry.ts'
import { type CompanyHours, type HoursInForce, hoursInForce } from './working-hours.ts'

/** A salesperson with the hours that hold for them now. */
export interface Colleague extends Staff {
  hours: HoursInForce
}

export type StaffDirectory = ReturnType<typeof createStaffDirectory>

/** Kelu's own list of salespeople: WeCom no longer tells an app their phones. */
export function createStaffDirectory(deps: {
  store: StaffStore
  sealing: Sealing
  /** What the company says of working hours, asked each time. */
  companyHours: () => CompanyHours
}) {
  const { store, sealing, companyHours } = deps
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
    async all(): Promise<Colleague[]> {
      const company = companyHours()
      return (await store.all()).map((staff) => colleague(staff, company))
    },
    async find(userid: string): Promise<Colleague | null> {
      const staff = await store.find(userid)
      return staff && colleague(staff, companyHours())
    },
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
    /** When somebody works; a stranger, and nobody, by the hours of the company. */
    async hoursOf(userid: string | undefined): Promise<HoursInForce> {
      const staff = userid ? await store.find(userid) : null
      return hoursInForce(staff?.hours, companyHours())
    },
  }
}

function colleague(staff: Staff, company: CompanyHours): Colleague {
  return { ...staff, hours: hoursInForce(staff.hours, company) }
}
