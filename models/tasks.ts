import { type Connection, Schema } from 'mongoose'

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

export type TaskStore = ReturnType<typeof createTaskStore>

/** Follow-up tasks and the short codes that lead to them. */
export function createTaskStore(connection: Connection) {
  const model = connection.model<Task>(
    'Task',
    new Schema<Task>(
      {
        _id: { type: String, required: true },
        customerId: { type: String, required: true },
        code: { type: String, required: true },
        state: { type: String, required: true },
        title: { type: String, required: true },
        reasons: { type: [String], required: true },
        acceptMs: { type: Number, required: true },
        assignee: String,
        notConnected: { type: Boolean, required: true },
        offeredTo: { type: [String], required: true },
        notices: { type: [Schema.Types.Mixed] as never, required: true },
        log: { type: [Schema.Types.Mixed] as never, required: true },
        acceptBy: Date,
        remindedAt: Date,
        retryAt: Date,
        dueAt: Date,
        joinedTo: String,
        createdAt: { type: Date, required: true },
        rev: { type: Number, required: true },
      },
      { collection: 'tasks', versionKey: false, strict: 'throw' },
    ),
  )
  const codes = connection.model<{ _id: string; taskId: string }>(
    'TaskCode',
    new Schema(
      { _id: { type: String, required: true }, taskId: { type: String, required: true } },
      { collection: 'taskCodes', versionKey: false, strict: 'throw' },
    ),
  )

  return {
    async ensureIndexes(): Promise<void> {
      const tasks = connection.collection('tasks')
      await tasks.createIndex({ dueAt: 1 })
      await tasks.createIndex({ customerId: 1, state: 1 })
      await tasks.createIndex({ state: 1, assignee: 1 })
    },

    /** Takes a free code for a task; false when somebody else has it. Taking one's own again is true. */
    async takeCode(code: string, taskId: string): Promise<boolean> {
      await codes
        .updateOne({ _id: code }, { $setOnInsert: { taskId } }, { upsert: true })
        .catch(ignoreDuplicate)
      const holder = await codes.findById(code).lean<{ taskId: string }>()
      return holder?.taskId === taskId
    },
    async taskIdOfCode(code: string): Promise<string | null> {
      return (await codes.findById(code).lean<{ taskId: string }>())?.taskId ?? null
    },

    /** Writes a new task down; an existing one of that id stays as it is. Returns what is stored. */
    async insert(task: Task): Promise<Task> {
      const { _id, ...fields } = task
      await model.updateOne({ _id }, { $setOnInsert: fields }, { upsert: true }).catch(ignoreDuplicate)
      return (await model.findById(_id).lean<Task>().orFail()) as Task
    },
    find(taskId: string): Promise<Task | null> {
      return model.findById(taskId).lean<Task>().exec()
    },
    findByIds(ids: string[]): Promise<Task[]> {
      return model
        .find({ _id: { $in: ids } })
        .lean<Task[]>()
        .exec()
    },

    /** Replaces the task if nobody has written since `task.rev` was read; null when somebody has. */
    async replace(task: Task): Promise<Task | null> {
      const next = { ...task, rev: task.rev + 1 }
      const { _id, ...fields } = next
      const gone = optionalFields.filter((name) => fields[name] === undefined)
      const result = await model.updateOne(
        { _id, rev: task.rev },
        {
          $set: fields,
          ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map((name) => [name, 1])) }),
        },
      )
      return result.matchedCount === 1 ? next : null
    },

    due(now: Date, limit: number): Promise<Task[]> {
      return model
        .find({ dueAt: { $lte: now } })
        .sort({ dueAt: 1 })
        .limit(limit)
        .lean<Task[]>()
        .exec()
    },
    async nextDueAt(): Promise<Date | null> {
      const first = await model
        .findOne({ dueAt: { $gt: new Date(0) } }, { dueAt: 1 })
        .sort({ dueAt: 1 })
        .lean<Task>()
      return first?.dueAt ?? null
    },

    /** Tasks that are not finished, of these customers. */
    unfinishedOf(customerIds: string[]): Promise<Task[]> {
      return model
        .find({ customerId: { $in: customerIds }, state: { $in: ['planned', 'offered', 'accepted'] } })
        .sort({ createdAt: 1 })
        .lean<Task[]>()
        .exec()
    },
    /** How many open tasks each salesperson holds. */
    async loads(): Promise<Map<string, number>> {
      const rows = await model.aggregate<{ _id: string; count: number }>([
        { $match: { state: { $in: ['offered', 'accepted'] } } },
        { $group: { _id: '$assignee', count: { $sum: 1 } } },
      ])
      return new Map(rows.map((row) => [row._id, row.count]))
    },
  }
}

const optionalFields = ['assignee', 'acceptBy', 'remindedAt', 'retryAt', 'dueAt', 'joinedTo'] as const

/** Two racing upserts of one `_id`: the loser's insert is refused, and the document is there, which is all we want. */
function ignoreDuplicate(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 11000)) throw error
}
