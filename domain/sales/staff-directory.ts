import type { StoreHours } from '../../models/retail-stores.ts'
import type { OwnHours, Staff, StaffStore } from '../../models/staff.ts'
import type { Sealing } from '../customers/sealing.ts'
import type { StaffEntry } from './staff-entry.ts'
import { type CompanyHours, defaultWorkingHours, type HoursInForce, hoursInForce } from './working-hours.ts'

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
  /** What 门店 say of theirs, by department; absent = none does. */
  storeHours?: () => Promise<ReadonlyMap<string, StoreHours>>
}) {
  const { store, sealing, companyHours, storeHours = async () => new Map<string, StoreHours>() } = deps

  function colleague(staff: Staff, ofStores: ReadonlyMap<string, StoreHours>): Colleague {
    const ofStore = ofStores.get(staff.department)
    const company = companyHours()
    // Who has left is kept for what names them, and is never there.
    const onDuty = staff.onDuty && staff.status !== 'left'
    return {
      ...staff,
      onDuty,
      hours: hoursInForce(staff.hours, ofStore ? withStore(ofStore, company) : company),
    }
  }

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
      const ofStores = await storeHours()
      return (await store.all()).map((staff) => colleague(staff, ofStores))
    },
    async find(userid: string): Promise<Colleague | null> {
      const staff = await store.find(userid)
      return staff && colleague(staff, await storeHours())
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
    /** When somebody works, by what they, their 门店 or the company say; a stranger, and nobody, by the hours of the company. */
    async hoursOf(userid: string | undefined): Promise<HoursInForce> {
      const staff = userid ? await store.find(userid) : null
      return staff ? colleague(staff, await storeHours()).hours : hoursInForce(undefined, companyHours())
    },
  }
}

/** The hours of the company with what a 门店 says over them; the official days stay those of the company. */
function withStore(hours: StoreHours, company: CompanyHours): CompanyHours {
  const own: OwnHours = { ...hours, zone: defaultWorkingHours.zone }
  const { days, fromMinute, toMinute, daysOff } = hoursInForce(own, company)
  return { ...company, days, fromMinute, toMinute, daysOff }
}
