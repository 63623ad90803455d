import type { TaskStore } from '../../models/tasks.ts'
import type { Announce } from '../live.ts'

/** The store, telling open pages of every task that was written. */
export function announcedTasks(store: TaskStore, announce: Announce): TaskStore {
  return {
    ...store,
    async insert(task) {
      const stored = await store.insert(task)
      announce('tasks', task._id)
      return stored
    },
    async replace(task) {
      const stored = await store.replace(task)
      if (stored) announce('tasks', task._id)
      return stored
    },
  }
}
