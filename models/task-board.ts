import type { Connection } from 'mongoose'
import { modelOf } from './collection.ts'
import { type Task, type TaskResult, type TaskState, taskSchema } from './tasks.ts'

/** A task without its notices, which are most of its bytes. */
export type BoardTask = Omit<Task, 'notices'>

export interface HeldCount {
  assignee: string | undefined
  state: 'offered' | 'accepted'
  count: number
}

export type TaskBoardReader = ReturnType<typeof createTaskBoardReader>

/** Reads of follow-ups by who holds them: bounded by the people asked for, totals from indexes. */
export function createTaskBoardReader(connection: Connection) {
  const tasks = modelOf(connection, taskSchema)
  const withoutNotices = { notices: 0 }
  const ending = { assignee: 1, state: 1, acceptBy: 1, laterUntil: 1, dueBy: 1 }

  function ends(
    filter: { state: TaskState } & Partial<Record<'acceptBy' | 'laterUntil' | 'dueBy', { $lt: Date }>>,
    by: string,
    limit: number,
  ) {
    return tasks
      .find(filter, ending)
      .sort({ [by]: 1 })
      .limit(limit)
      .lean<Task[]>()
  }

  return {
    /** What these people hold, oldest first. */
    async heldByAll(userids: string[], limit: number): Promise<BoardTask[]> {
      return tasks
        .find({ state: { $in: ['offered', 'accepted'] }, assignee: { $in: userids } }, withoutNotices)
        .sort({ createdAt: 1 })
        .limit(limit)
        .lean<BoardTask[]>()
    },
    /** What these people finished since then, newest first. */
    async finishedByAll(userids: string[], since: Date, limit: number): Promise<BoardTask[]> {
      return tasks
        .find({ assignee: { $in: userids }, doneAt: { $gte: since } }, withoutNotices)
        .sort({ doneAt: -1 })
        .limit(limit)
        .lean<BoardTask[]>()
    },
    /** What nobody holds yet, oldest first. */
    async heldByNobody(limit: number): Promise<BoardTask[]> {
      return tasks
        .find({ state: 'offered', assignee: { $exists: false } }, withoutNotices)
        .sort({ createdAt: 1 })
        .limit(limit)
        .lean<BoardTask[]>()
    },
    /** How many open tasks everybody has, by state. */
    async heldCounts(): Promise<HeldCount[]> {
      const rows = await tasks.aggregate<{ _id: Omit<HeldCount, 'count'>; count: number }>([
        { $match: { state: { $in: ['offered', 'accepted'] } } },
        { $group: { _id: { assignee: '$assignee', state: '$state' }, count: { $sum: 1 } } },
      ])
      return rows.map(({ _id: { assignee, state }, count }) => ({ assignee, state, count }))
    },
    /** How many tasks everybody finished since then, by result. */
    async finishedCounts(since: Date): Promise<{ assignee: string; result: TaskResult; count: number }[]> {
      const rows = await tasks.aggregate<{ _id: { assignee: string; result?: TaskResult }; count: number }>([
        { $match: { doneAt: { $gte: since } } },
        { $group: { _id: { assignee: '$assignee', result: '$result' }, count: { $sum: 1 } } },
      ])
      return rows.map(({ _id: { assignee, result = 'unstated' }, count }) => ({ assignee, result, count }))
    },
    /** The deadlines that end before then, with whose they are; the earliest first. */
    async endingBefore(
      until: Date,
      limit: number,
    ): Promise<Pick<Task, 'assignee' | 'state' | 'acceptBy' | 'laterUntil' | 'dueBy'>[]> {
      const before = { $lt: until }
      const found = await Promise.all([
        ends({ state: 'offered', acceptBy: before }, 'acceptBy', limit),
        ends({ state: 'accepted', laterUntil: before }, 'laterUntil', limit),
        // One that was put off has another deadline than this: whoever reads tells them apart.
        ends({ state: 'accepted', dueBy: before }, 'dueBy', limit),
      ])
      const once = new Map(found.flat().map((task) => [String(task._id), task]))
      return [...once.values()]
    },
  }
}
