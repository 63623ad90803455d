import type { Connection } from 'mongoose'
import { collectionOf, date, flag, listOf, modelOf, number, partOf, text } from './collection.ts'
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

export type NoticeKind =
  | 'card'
  /** Instead of a card WeCom cannot deliver. */
  | 'sms'
  | 'reminder'
  /** Instead of a reminder WeCom cannot deliver. */
  | 'reminderSms'
  | 'managerNote'

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
  /** Whom a note to the manager is about. */
  about?: string
}

export interface TaskLogEntry {
  at: Date
  what:
    | 'opened'
    | 'assigned'
    | 'accepted'
    | 'done'
    | 'passed_on'
    | 'reminded'
    | 'overdue'
    | 'reassigned'
    | 'joined'
  staff?: string
  /** Makes a replayed action harmless. */
  actionId?: string
  note?: string
}

/** A follow-up handed to a salesperson. */
export interface Task {
  _id: string
  customerId: string
  /** Short code in card ids and task links. */
  code: string
  state: TaskState
  title: string
  reasons: string[]
  acceptMs: number
  assignee?: string
  /** The assignee is not a WeCom contact of this customer yet. */
  notConnected: boolean
  /** Everybody it was offered to, in order. */
  offeredTo: string[]
  notices: Notice[]
  log: TaskLogEntry[]
  /** When the present offer must have been accepted. */
  acceptBy?: Date
  remindedAt?: Date
  /** Nobody else could be found: look for somebody again then. */
  retryAt?: Date
  /** When somebody must look at it again; absent when nothing more can become due. */
  dueAt?: Date
  joinedTo?: string
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
    }),
  ),
  log: listOf(partOf<TaskLogEntry>({ at: date, what: text, staff: String, actionId: String, note: String })),
  acceptBy: Date,
  remindedAt: Date,
  retryAt: Date,
  dueAt: Date,
  joinedTo: String,
  createdAt: date,
  rev: number,
})
taskSchema.index({ dueAt: 1 })
taskSchema.index({ customerId: 1, state: 1 })
taskSchema.index({ state: 1, assignee: 1 })

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

    async due(now: Date, limit: number): Promise<Task[]> {
      return tasks
        .find({ dueAt: { $lte: now } })
        .sort({ dueAt: 1 })
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

const optionalFields = ['assignee', 'acceptBy', 'remindedAt', 'retryAt', 'dueAt', 'joinedTo'] as const
