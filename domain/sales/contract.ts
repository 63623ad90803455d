import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { Task, TaskResult, WhenFull } from '../../models/tasks.ts'
import type { createStaffQuiet } from './staff-quiet.ts'
import type { TaskBoards } from './task-board.ts'
import type { TaskList, TaskView } from './task-views.ts'

/** A follow-up to hand to a salesperson. The same `taskId` asked twice is one task. */
export interface TaskRequest {
  /** `runId:stepId:visit` from a journey, `intent:<customerId>:<seq>` from the score. */
  taskId: string
  customerId: string
  title: string
  /** Why now, in words for the salesperson. */
  reasons: string[]
  /** Time to accept and, once accepted, to finish: working time in ms, a day of 24 hours counts as one working day. */
  acceptMs: number
  dueMs?: number
  /** Before others where a day has few places left. */
  urgent?: true
  /** What becomes of it where whose turn it is has their day's number; absent: as the settings say. */
  whenFull?: WhenFull
}

/** What each action needs beside who does it. */
interface ActionInputs {
  call: object
  accept: object
  /** No result: `unstated`. */
  done: { result?: TaskResult }
  /** Of a task finished a short while ago. */
  correct: { result: TaskResult }
  /** Within 14 days; `result` when that is what came of it. */
  later: { until: Date; result?: Extract<TaskResult, 'interested'> }
  /** No name: whoever comes next. */
  pass_on: { to?: string }
}
export type TaskAction = keyof ActionInputs

/** A button on the card, or the task page. `actionId` makes a replay harmless; `responseCode` lets the card be changed once. */
export type ActOf<Action extends TaskAction> = {
  action: Action
  taskId: string
  staff: string
  actionId: string
  responseCode?: string
  note?: string
  at: Date
} & ActionInputs[Action]
export type TaskAct = { [Action in TaskAction]: ActOf<Action> }[TaskAction]

/** Somebody who leads salespeople gives a task to another one of them. */
export interface Reassignment {
  taskId: string
  /** Userid of who gets it. */
  to: string
  /** Name of who decided so. */
  by: string
  /** Makes a repeat harmless. */
  actionId: string
  at: Date
}

export interface Sales extends TaskBoards, ReturnType<typeof createStaffQuiet> {
  /** Whether an event can change a score or a task. */
  wants(event: KeluEvent): boolean
  /** Scores intent; crossing the threshold tags 高意向 and opens a task. */
  onEvent(event: KeluEvent, customer: Customer): Promise<void>
  /**
   * One open task per customer: a second request is added to the open one. Returns the id of the task that is open; null when
   * it falls back, since whose turn it is has their day's number.
   */
  openTask(request: TaskRequest): Promise<string | null>
  /** Only the holder may; see `TaskAct`. */
  act(act: TaskAct): Promise<{ state: Task['state']; text: string }>
  /** Gives a task to a colleague, whoever has it now; see `reassign-task.ts`. */
  reassign(reassignment: Reassignment): Promise<Task>
  /** Sends, reminds, reassigns and escalates what is due. */
  advanceDue(): Promise<number>
  nextDueAt(): Promise<Date | null>
  /** Task id behind a card id (`<taskId>` is not itself a legal card id). */
  taskOfCard(cardId: string): Promise<string | null>
  /** Task id behind the short code of a task link. */
  taskOfCode(code: string): Promise<string | null>
  find(taskId: string): Promise<Task | null>
  /** A task as `staff` may see it. Throws `task.not_found`, and `task.not_yours` unless they hold it or manage who does. */
  view(taskId: string, staff: string): Promise<TaskView>
  /** The number to dial, for the holder alone; null when there is none. Throws as `view` does. */
  phoneFor(taskId: string, staff: string): Promise<{ phone: string | null; customerId: string }>
  /** The zone `staff` reads and writes times in. */
  zoneOf(staff: string): Promise<string>
  /** What `staff` has to do: late first, then by deadline. */
  listOf(staff: string): Promise<TaskList>
}
