import type { StoreHours } from '../../models/retail-stores.ts'
import type { OwnHours, Staff, StaffStore } from '../../models/staff.ts'
import type { Sealing } from '../customers/sealing.ts'
import { noRosters, type Rosters } from '../roster/rosters.ts'
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
  /** The rosters there are; absent = none. */
  rosters?: () => Promise<Rosters>
}) {
  const { store, sealing, companyHours } = deps
  const { storeHours = async () => new Map<string, StoreHours>(), rosters = async () => noRosters } = deps

  async function asSaid(): Promise<(staff: Staff) => Colleague> {
    const [ofStores, rostered] = await Promise.all([storeHours(), rosters()])
    return (staff) => {
      const ofStore = ofStores.get(staff.department)
      const company = companyHours()
      const hours = hoursInForce(staff.hours, ofStore ? withStore(ofStore, company) : company)
      const shiftOn = rostered.shiftsOf(staff.department, staff._id)
      // Who has left is kept for what names them, and is never there.
      const onDuty = staff.onDuty && staff.status !== 'left'
      return { ...staff, onDuty, hours: shiftOn ? { ...hours, shiftOn } : hours }
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
      const colleague = await asSaid()
      return (await store.all()).map(colleague)
    },
    async find(userid: string): Promise<Colleague | null> {
      const staff = await store.find(userid)
      return staff && (await asSaid())(staff)
    },
    /** When a department works where nobody says otherwise for themselves. */
    async hoursOfDepartment(department: string): Promise<HoursInForce> {
      const ofStore = (await storeHours()).get(department)
      return hoursInForce(undefined, ofStore ? withStore(ofStore, companyHours()) : companyHours())
    },
    async phoneOf(userid: string): Promise<string | null> {
      const phone = (await store.find(userid))?.phone
      return phone ? sealing.unseal(phone) : null
    },
    /** Whose phone this is, E.164; null when nobody's, or that of several. All are looked at, whoever it is. */
    async useridOfPhone(phone: string): Promise<string | null> {
      const owners = (await store.all()).filter(
        (staff) => staff.phone && staff.status !== 'left' && sealing.unseal(staff.phone) === phone,
      )
      return owners.length === 1 ? (owners[0]?._id ?? null) : null
    },
    async nameOf(userid: string): Promise<string> {
      return (await store.find(userid))?.name ?? userid
    },
    async managerOf(userid: string): Promise<string | null> {
      return (await store.find(userid))?.manager ?? null
    },
    /** When somebody works, by the roster, or what they, their 门店 or the company say; a stranger, and nobody, by the hours of the company. */
    async hoursOf(userid: string | undefined): Promise<HoursInForce> {
      const staff = userid ? await store.find(userid) : null
      return staff ? (await asSaid())(staff).hours : hoursInForce(undefined, companyHours())
    },
  }
}

/** The hours of the company with what a 门店 says over them; the official days stay those of the company. */
function withStore(hours: StoreHours, company: CompanyHours): CompanyHours {
  const own: OwnHours = { ...hours, zone: defaultWorkingHours.zone }
  const { days, fromMinute, toMinute, daysOff } = hoursInForce(own, company)
  return { ...company, days, fromMinute, toMinute, daysOff }
}
