import type { Task, TaskLogEntry } from '../../../models/tasks.ts'
import type { ActOf, TaskAction } from '../contract.ts'

/** What a card shows after an action: itself in the new state, or a text in place of its buttons. */
export type CardLook = { card: 'refreshed' } | { card: 'kept' } | { card: 'closed'; text: string }

/** One thing a salesperson can do with a task of theirs. */
export interface ActionKind<Action extends TaskAction> {
  /** On which tasks: those in hand, or those finished. */
  works: 'open' | 'done'
  /** The changed task, ready to be stored; the very same when there is nothing to change. Throws DomainError when refused. */
  apply(task: Task, act: ActOf<Action>, entry: TaskLogEntry): Promise<Task> | Task
  /** Everything that follows from the stored change; may run twice. */
  follow(task: Task, act: ActOf<Action>): Promise<void>
  /** What whoever pressed reads. */
  said: string
  look: CardLook
}
