import type { Connection } from 'mongoose'
import { collectionOf, flag, listOf, modelOf, optionalListOf, partOf, text } from './collection.ts'
import { type Sealed, sealed } from './sealed.ts'

/** When somebody works: ISO weekdays (1 = Monday), local minutes since midnight, IANA zone, days off as `2026-12-01`. */
export interface WorkingHours {
  days: number[]
  fromMinute: number
  toMinute: number
  zone: string
  daysOff: string[]
}

/** What a team or a person says of that themselves; both ends of the day or none. What they leave out the company says. */
export type OwnHours = Partial<WorkingHours> & Pick<WorkingHours, 'zone' | 'daysOff'>

/** One salesperson in Kelu's own directory: WeCom does not tell an app the phones of its members. */
export interface Staff {
  /** WeCom userid, lower case: WeCom compares them ignoring case. */
  _id: string
  name: string
  department: string
  region?: string
  phone?: Sealed
  /** userid of the manager who hears of overdue tasks. */
  manager?: string
  /** False while on leave: gets no new tasks. */
  onDuty: boolean
  /** Takes tasks nobody else can. */
  inFallbackPool: boolean
  /** All departments WeCom has them in, the main one first, as paths; absent while WeCom was not asked. */
  departments?: string[]
  /** Absent = active. Who left is kept: customers and tasks name them. */
  status?: 'active' | 'left'
  /** userids they had before, lower case. */
  renamedFrom?: string[]
  /** Absent = the company's own list; what `wecom` made, WeCom changes. */
  source?: 'wecom'
  /** Their own or their team's; absent in directories of the first release, complete in those of the second. */
  hours?: OwnHours
}

const schema = collectionOf<Staff>('staff', {
  _id: text,
  name: text,
  department: text,
  region: String,
  phone: sealed,
  manager: String,
  onDuty: flag,
  inFallbackPool: flag,
  departments: optionalListOf(String),
  status: String,
  renamedFrom: optionalListOf(String),
  source: String,
  hours: partOf<OwnHours>({
    days: optionalListOf(Number),
    fromMinute: Number,
    toMinute: Number,
    zone: text,
    daysOff: listOf(String),
  }),
})

export type StaffStore = ReturnType<typeof createStaffStore>

/** The staff directory. */
export function createStaffStore(connection: Connection) {
  const directory = modelOf(connection, schema)

  return {
    async save(staff: Staff): Promise<void> {
      const { _id, ...fields } = staff
      await directory.updateOne({ _id }, { $set: fields }, { upsert: true })
    },
    async find(userid: string): Promise<Staff | null> {
      return directory.findOne({ _id: userid.toLowerCase() }).lean<Staff>()
    },
    /** Takes somebody over as WeCom tells of them, unless they are known. */
    async add(staff: Staff): Promise<void> {
      const { _id, ...fields } = staff
      await directory.updateOne({ _id }, { $setOnInsert: fields }, { upsert: true })
    },
    /** What WeCom says of somebody who is known. */
    async change(userid: string, fields: Partial<Omit<Staff, '_id'>>): Promise<void> {
      await directory.updateOne({ _id: userid.toLowerCase() }, { $set: fields })
    },
    async remove(userid: string): Promise<void> {
      await directory.deleteOne({ _id: userid.toLowerCase() })
    },
    async renameManager(from: string, to: string): Promise<void> {
      await directory.updateMany({ manager: from }, { $set: { manager: to } })
    },
    /** Another name for a department, with those of its people. */
    async renameDepartment(from: string, to: string): Promise<void> {
      await directory.updateMany({ department: from }, { $set: { department: to } })
    },
    /** Everybody: a sales force is thousands at most, and routing weighs all of them. */
    async all(): Promise<Staff[]> {
      return directory.find().sort({ _id: 1 }).limit(5_000).lean<Staff[]>()
    },
  }
}
