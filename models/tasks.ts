import type { Connection } from 'mongoose'
import {
  collectionOf,
  date,
  flag,
  listOf,
  modelOf,
  number,
  optionalListOf,
  partOf,
  text,
} from './collection.ts'
import { countedBy } from './counted.ts'
import { unlessPresent } from './duplicates.ts'

export type TaskState =
  /** Written down, not yet the customer's open task. */
  | 'planned'
  /** Being handed to `assignee`, not yet accepted. */
  | 'offered'
  | 'accepted'
  | 'done'
  /** Joined to the task that was already open for this customer. */
  | 'joined'
  /** Nobody was given it: whose turn it was had their day's number, and the flow went another way. */
  | 'turnedAway'

export type NoticeKind =
  | 'card'
  /** Instead of a card WeCom cannot deliver. */
  | 'sms'
  /** Not accepted in time. */
  | 'reminder'
  /** Accepted, and not finished in time. */
  | 'dueReminder'
  /** The time a salesperson put it off to has come. */
  | 'laterReminder'
  /** One more reason joined a task somebody already works on. */
  | 'joinNote'
  /** Instead of one of these three or a reminder that WeCom cannot deliver. */
  | 'reminderSms'
  | 'managerNote'

/** What became of a follow-up, in codes that stay; `unstated` when 完成 was pressed on the card, which does not ask. */
export const taskResults = [
  'won',
  'interested',
  'notInterested',
  'notReached',
  'doNotDisturb',
  'other',
] as const
export type TaskResult = (typeof taskResults)[number] | 'unstated'

/** Why a task is taken from somebody: WeCom and SMS cannot reach them, not accepted in time, not finished in time. */
export type HandOverReason = 'unreachable' | 'overdue' | 'unfinished'

/** One message to a salesperson about the task. `sending` without an outcome means the worker may have died in the call. */
export interface Notice {
  n: number
  kind: NoticeKind
  staff: string
  at: Date
  state: 'planned' | 'sending' | 'sent' | 'refused' | 'unknown'
  /** How often the provider was called. */
  tries: number
  /** Planned again after a passing fault: not before this. */
  notBefore?: Date
  code?: string
  responseCode?: string
  /** Whom a note to the manager is about, and why it is written. */
  about?: string
  why?: HandOverReason
  /** What a `joinNote` is about: title and reasons of the request that joined. */
  news?: string
}

export interface TaskLogEntry {
  at: Date
  what:
    | 'opened'
    | 'assigned'
    | 'accepted'
    | 'done'
    /** Another result in place of the one given before. */
    | 'corrected'
    /** The holder dialled the customer's number from the page. */
    | 'called'
    | 'passed_on'
    | 'postponed'
    | 'reminded'
    | 'overdue'
    | 'reassigned'
    | 'joined'
    /** `staff` has their day's number: looked for somebody again at `until`. */
    | 'waits'
    /** `staff` has their day's number: nobody was given it. */
    | 'turned_away'
  staff?: string
  /** Makes a replayed action harmless. */
  actionId?: string
  note?: string
  /** Of `done` and `corrected`; of `postponed` where one was given. */
  result?: TaskResult
  /** Of `postponed` and `waits`. */
  until?: Date
  /** Of `assigned` and `reassigned`: whose turn it was, and who had their day's number. */
  past?: string[]
  /** Whom `passed_on` gave it to. */
  to?: string
  /** Name of the member who did so on the marketers' page. */
  by?: string
}

/**
 * What becomes of a follow-up where whose turn it is has their day's number: it waits for their next working day, goes to a
 * colleague who has not, or nobody gets it and its flow goes another way.
 */
export type WhenFull = 'wait' | 'passOn' | 'fallBack'

/** A follow-up handed to a salesperson. */
export interface Task {
  _id: string
  customerId: string
  /** Short code in card ids and task links. */
  code: string
  state: TaskState
  title: string
  reasons: string[]
  /** Time to accept, and to finish once accepted: working time, a day of 24 hours counts as one working day. */
  acceptMs: number
  /** Absent in tasks of the first release. */
  dueMs?: number
  /** Before others where a day has few places left. */
  urgent?: true
  /** What becomes of it where whose turn it is has their day's number; absent = as the settings say. */
  whenFull?: WhenFull
  assignee?: string
  /** About a test account: it counts in no figure. */
  isTest?: true
  /** The assignee is not a WeCom contact of this customer yet. */
  notConnected: boolean
  /** Everybody it was offered to, in order. */
  offeredTo: string[]
  notices: Notice[]
  log: TaskLogEntry[]
  /** When the present offer must have been accepted. */
  acceptBy?: Date
  /** When it must be finished; set when it is accepted or put off. */
  dueBy?: Date
  /** Put off by its holder: they hear of it again then. */
  laterUntil?: Date
  /** When the holder was reminded of the deadline that holds now. */
  remindedAt?: Date
  /** Nobody else could be found: look for somebody again then. */
  retryAt?: Date
  /** When somebody must look at it again; absent when nothing more can become due. */
  dueAt?: Date
  joinedTo?: string
  doneAt?: Date
  result?: TaskResult
  createdAt: Date
  /** Compare-and-set guard: every write names the rev it read. */
  rev: number
}

export const taskSchema = collectionOf<Task>('tasks', {
  _id: text,
  customerId: text,
  code: text,
  state: text,
  title: text,
  reasons: listOf(String),
  acceptMs: number,
  dueMs: Number,
  urgent: Boolean,
  whenFull: String,
  isTest: Boolean,
  assignee: String,
  notConnected: flag,
  offeredTo: listOf(String),
  notices: listOf(
    partOf<Notice>({
      n: number,
      kind: text,
      staff: text,
      at: date,
      state: text,
      tries: number,
      notBefore: Date,
      code: String,
      responseCode: String,
      about: String,
      why: String,
      news: String,
    }),
  ),
  log: listOf(
    partOf<TaskLogEntry>({
      at: date,
      what: text,
      staff: String,
      actionId: String,
      note: String,
      result: String,
      until: Date,
      to: String,
      by: String,
      past: optionalListOf(String),
    }),
  ),
  acceptBy: Date,
  dueBy: Date,
  laterUntil: Date,
  remindedAt: Date,
  retryAt: Date,
  dueAt: Date,
  joinedTo: String,
  doneAt: Date,
  result: String,
  createdAt: date,
  rev: number,
})
taskSchema.index({ dueAt: 1 })
taskSchema.index({ customerId: 1, state: 1 })
taskSchema.index({ state: 1, assignee: 1 })
taskSchema.index({ assignee: 1, doneAt: 1 })
// The board of those who lead salespeople: what is late, and what was finished today.
taskSchema.index({ state: 1, acceptBy: 1 })
taskSchema.index({ state: 1, laterUntil: 1 })
taskSchema.index({ state: 1, dueBy: 1 })
taskSchema.index({ doneAt: 1 })
// Of figures by the hour.
taskSchema.index({ createdAt: 1 })
countedBy(taskSchema, {
  source: 'tasks',
  moments: [
    { at: madeAtOf, as: () => [], fields: ['createdAt', 'state'] },
    {
      at: ({ doneAt }) => doneAt,
      as: ({ result, assignee }) => [result, assignee],
      fields: ['doneAt', 'result', 'assignee'],
    },
  ],
})

/** When a task was made; one that joined another, or that nobody was given, is none. */
export function madeAtOf({ createdAt, state }: Partial<Task>): Date | undefined {
  return state === 'joined' || state === 'turnedAway' || state === 'planned' ? undefined : createdAt
}

/** Which task a short code leads to. */
interface TaskCode {
  _id: string
  taskId: string
}

const codeSchema = collectionOf<TaskCode>('taskCodes', { _id: text, taskId: text })

export type TaskStore = ReturnType<typeof createTaskStore>

/** Follow-up tasks and the short codes that lead to them. */
export function createTaskStore(connection: Connection) {
  const tasks = modelOf(connection, taskSchema)
  const codes = modelOf(connection, codeSchema)

  async function taskIdOfCode(code: string): Promise<string | null> {
    return (await codes.findOne({ _id: code }).lean<TaskCode>())?.taskId ?? null
  }
  async function find(taskId: string): Promise<Task | null> {
    return tasks.findOne({ _id: taskId }).lean<Task>()
  }

  return {
    /** Takes a free code for a task; false when somebody else has it. Taking one's own again is true. */
    async takeCode(code: string, taskId: string): Promise<boolean> {
      if (await unlessPresent(codes.insertOne({ _id: code, taskId }))) return true
      return (await taskIdOfCode(code)) === taskId
    },
    taskIdOfCode,

    /** Writes a new task down; an existing one of that id stays as it is. Returns what is stored. */
    async insert(task: Task): Promise<Task> {
      if (await unlessPresent(tasks.insertOne(task))) return task
      return tasks.findOne({ _id: task._id }).lean<Task>().orFail() as Promise<Task>
    },
    find,
    async findByIds(ids: string[]): Promise<Task[]> {
      return tasks.find({ _id: { $in: ids } }).lean<Task[]>()
    },

    /** Replaces the task if nobody has written since `task.rev` was read; null when somebody has. */
    async replace(task: Task): Promise<Task | null> {
      const next = { ...task, rev: task.rev + 1 }
      const { _id, ...fields } = next
      const gone = optionalFields.filter((name) => fields[name] === undefined)
      const result = await tasks.updateOne(
        { _id, rev: task.rev },
        { $set: fields, $unset: Object.fromEntries(gone.map((name) => [name, 1])) },
      )
      return result.matchedCount === 1 ? next : null
    },

    /** Of those due at the same time the urgent ones come first, then those that were there first. */
    async due(now: Date, limit: number): Promise<Task[]> {
      return tasks
        .find({ dueAt: { $lte: now } })
        .sort({ dueAt: 1, urgent: -1, createdAt: 1 })
        .limit(limit)
        .lean<Task[]>()
    },
    async nextDueAt(): Promise<Date | null> {
      const first = await tasks
        .findOne({ dueAt: { $gt: new Date(0) } }, { dueAt: 1 })
        .sort({ dueAt: 1 })
        .lean<Task>()
      return first?.dueAt ?? null
    },

    /** Tasks that are not finished, of these customers. */
    async unfinishedOf(customerIds: string[]): Promise<Task[]> {
      return tasks
        .find({ customerId: { $in: customerIds }, state: { $in: ['planned', 'offered', 'accepted'] } })
        .sort({ createdAt: 1 })
        .lean<Task[]>()
    },
    /** All tasks of one person, newest first. */
    async ofCustomers(customerIds: string[], limit: number): Promise<Task[]> {
      return tasks
        .find({ customerId: { $in: customerIds } })
        .sort({ createdAt: -1 })
        .limit(limit)
        .lean<Task[]>()
    },
    /** What a salesperson holds, oldest first. */
    async heldBy(userid: string): Promise<Task[]> {
      return tasks
        .find({ state: { $in: ['offered', 'accepted'] }, assignee: userid })
        .sort({ createdAt: 1 })
        .limit(mostListed)
        .lean<Task[]>()
    },
    /** What a salesperson finished since then, newest first. */
    async finishedBy(userid: string, since: Date): Promise<Task[]> {
      return tasks
        .find({ assignee: userid, doneAt: { $gte: since } })
        .sort({ doneAt: -1 })
        .limit(mostListed)
        .lean<Task[]>()
    },
    /** Tasks of the first release were accepted without any deadline: makes them due now. Returns how many. */
    async wakeUndated(now: Date): Promise<number> {
      const result = await tasks.updateMany(
        { state: 'accepted', dueBy: { $exists: false }, dueAt: { $exists: false } },
        { $set: { dueAt: now }, $inc: { rev: 1 } },
      )
      return result.modifiedCount
    },
    /** How many open tasks each salesperson holds. */
    async loads(): Promise<Map<string, number>> {
      const rows = await tasks.aggregate<{ _id: string; count: number }>([
        { $match: { state: { $in: ['offered', 'accepted'] } } },
        { $group: { _id: '$assignee', count: { $sum: 1 } } },
      ])
      return new Map(rows.map((row) => [row._id, row.count]))
    },
  }
}

/** More than one person can have in hand. */
const mostListed = 200

const optionalFields = [
  'assignee',
  'acceptBy',
  'dueBy',
  'laterUntil',
  'remindedAt',
  'retryAt',
  'dueAt',
  'joinedTo',
  'doneAt',
  'result',
] as const
