import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { Task } from '../../models/tasks.ts'

/** A follow-up to hand to a salesperson. The same `taskId` asked twice is one task. */
export interface TaskRequest {
  /** `runId:stepId:visit` from a journey, `intent:<customerId>:<seq>` from the score. */
  taskId: string
  customerId: string
  title: string
  /** Why now, in words for the salesperson. */
  reasons: string[]
  /** Time to accept in working hours, ms. */
  acceptMs: number
}

export type TaskAction = 'accept' | 'done' | 'pass_on'

export interface Sales {
  /** Whether an event can change a score or a task. */
  wants(event: KeluEvent): boolean
  /** Scores intent; crossing the threshold tags 高意向 and opens a task. */
  onEvent(event: KeluEvent, customer: Customer): Promise<void>
  /** One open task per customer: a second request is added to the open one. Returns the id of the task that is open. */
  openTask(request: TaskRequest): Promise<string>
  /** A button on the card, or the task page. `actionId` makes a replay harmless; `responseCode` lets the card be updated once. */
  act(input: {
    taskId: string
    staff: string
    action: TaskAction
    actionId: string
    responseCode?: string
    note?: string
    at: Date
  }): Promise<{ state: string; text: string }>
  /** Sends, reminds, reassigns and escalates what is due. */
  advanceDue(): Promise<number>
  nextDueAt(): Promise<Date | null>
  /** Task id behind a card id (`<taskId>` is not itself a legal card id). */
  taskOfCard(cardId: string): Promise<string | null>
  /** Task id behind the short code of a task link. */
  taskOfCode(code: string): Promise<string | null>
  find(taskId: string): Promise<Task | null>
}
