import type { Connection } from 'mongoose'
import { collectionOf, flag, modelOf, text } from './collection.ts'
import { type Sealed, sealed } from './sealed.ts'

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
    /** Everybody: a sales force is thousands at most, and routing weighs all of them. */
    async all(): Promise<Staff[]> {
      return directory.find().sort({ _id: 1 }).limit(5_000).lean<Staff[]>()
    },
  }
}
