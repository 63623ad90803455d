import type { Task } from '../../models/tasks.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'

export type TaskEvents = ReturnType<typeof createTaskEvents>

/** Tells the customer's history what became of a task. Ids come from the task and the action, so a repeat is heard once. */
export function createTaskEvents(deps: { customers: Customers; clock: Clock }) {
  const { customers, clock } = deps

  async function hear(
    task: Task,
    name: string,
    key: string,
    props: Record<string, unknown> = {},
  ): Promise<void> {
    await customers.hear({
      _id: `task:${task._id}:${key}`,
      customerId: task.customerId,
      name,
      at: clock.now(),
      source: 'sales',
      props: { taskId: task._id, staff: task.assignee, ...props },
    })
  }

  return {
    created: (task: Task) => hear(task, 'task.created', 'created', { title: task.title }),
    accepted: (task: Task, actionId: string) => hear(task, 'task.accepted', actionId),
    done: (task: Task) => hear(task, 'task.done', 'done', { result: task.result }),
    corrected: (task: Task, actionId: string) =>
      hear(task, 'task.corrected', actionId, { result: task.result }),
    postponed: (task: Task, actionId: string, until: Date) =>
      hear(task, 'task.postponed', actionId, { until }),
    /** `staff` is who had it before; nobody had what is given away for the first time. */
    passedOn: (task: Task, actionId: string, staff: string | undefined) =>
      hear(task, 'task.passed_on', actionId, { staff, to: passedTo(task, actionId) }),
    /** `full` have their day's number; it is looked for somebody again at `until`. */
    waits: (task: Task, full: string[], until: Date) =>
      hear(task, 'task.waits', `waits:${until.getTime()}`, { staff: full[0], until }),
    turnedAway: (task: Task, full: string[]) =>
      hear(task, 'task.turned_away', 'turned_away', { staff: full[0], title: task.title }),
    overdue: (task: Task, why: string) =>
      hear(task, 'task.overdue', `overdue:${task.offeredTo.length}`, { why }),
  }
}

function passedTo(task: Task, actionId: string): string | undefined {
  return task.log.find((entry) => entry.actionId === actionId)?.to
}
