import { type Connection, Schema } from 'mongoose'
import type { Sealed } from './sealed.ts'

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

export type StaffStore = ReturnType<typeof createStaffStore>

/** The staff directory. */
export function createStaffStore(connection: Connection) {
  const model = connection.model<Staff>(
    'Staff',
    new Schema<Staff>(
      {
        _id: { type: String, required: true },
        name: { type: String, required: true },
        department: { type: String, required: true },
        region: String,
        phone: { type: Schema.Types.Mixed },
        manager: String,
        onDuty: { type: Boolean, required: true },
        inFallbackPool: { type: Boolean, required: true },
      },
      { collection: 'staff', versionKey: false, strict: 'throw' },
    ),
  )

  return {
    async save(staff: Staff): Promise<void> {
      const { _id, ...fields } = staff
      await model.updateOne({ _id }, { $set: fields }, { upsert: true })
    },
    find(userid: string): Promise<Staff | null> {
      return model.findById(userid.toLowerCase()).lean<Staff>().exec()
    },
    /** Everybody: a sales force is thousands at most, and routing weighs all of them. */
    all(): Promise<Staff[]> {
      return model.find().sort({ _id: 1 }).limit(5_000).lean<Staff[]>().exec()
    },
  }
}
