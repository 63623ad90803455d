import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, listOf, modelOf, oneOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

const shape = {
  /** Login name, lower case: it never changes, for the audit log tells of people by it. */
  _id: text,
  name: text,
  role: oneOf('owner', 'marketer', 'editor', 'analyst', 'lead', 'sales', 'operator', 'finance'),
  /** Departments of the staff directory. */
  departments: listOf(String),
  /** Codes of 门店. */
  stores: listOf(String),
  /** WeCom userid, lower case; absent when they log in by password alone. */
  userid: String,
  /** argon2id; absent until they set a password. */
  passwordHash: String,
  /** invited = has not logged in yet, suspended = may not any more. */
  state: oneOf('invited', 'active', 'suspended'),
  /** Real time. */
  createdAt: date,
}

/** Somebody who may log in to the marketers' page. */
export type Member = InferRawDocType<typeof shape>

const schema = collectionOf<Member>('members', shape)
schema.index({ userid: 1 })

export type MemberStore = ReturnType<typeof createMemberStore>

export function createMemberStore(connection: Connection) {
  const members = modelOf(connection, schema)

  return {
    find: (login: string): Promise<Member | null> =>
      members.findOne({ _id: login.toLowerCase() }).lean<Member>().exec(),
    /** Who has this WeCom userid; nobody when two were given the same. */
    async findByUserid(userid: string): Promise<Member | null> {
      const found = await members.find({ userid: userid.toLowerCase() }).limit(2).lean<Member[]>()
      return found.length === 1 ? (found[0] ?? null) : null
    },
    /** Everybody: those who work with the page are hundreds at most. */
    all: (): Promise<Member[]> => members.find().sort({ _id: 1 }).limit(5_000).lean<Member[]>().exec(),
    async any(): Promise<boolean> {
      return (await members.findOne().lean<Member>()) !== null
    },
    /** False when the login name is taken. */
    async insert(member: Member): Promise<boolean> {
      return unlessPresent(members.insertOne(member))
    },
    /** Another name for a department members may see. */
    async renameDepartment(from: string, to: string): Promise<void> {
      for (const { _id, departments } of await members.find({ departments: from }).lean<Member[]>()) {
        const renamed = [...new Set(departments.map((name) => (name === from ? to : name)))]
        await members.updateOne({ _id }, { $set: { departments: renamed } })
      }
    },
    async renameUserid(from: string, to: string): Promise<void> {
      await members.updateMany({ userid: from.toLowerCase() }, { $set: { userid: to.toLowerCase() } })
    },
    /** Null when there is nobody of that name. `userid: null` takes it away. */
    async change(login: string, { userid, ...fields }: MemberChange): Promise<Member | null> {
      const update = {
        $set: { ...fields, ...(userid && { userid: userid.toLowerCase() }) },
        ...(userid === null && { $unset: { userid: 1 as const } }),
      }
      return members
        .findOneAndUpdate({ _id: login.toLowerCase() }, update, { returnDocument: 'after' })
        .lean<Member>()
    },
  }
}

export type MemberChange = Partial<
  Pick<Member, 'name' | 'role' | 'departments' | 'stores' | 'passwordHash' | 'state'>
> & { userid?: string | null }
