import type { Quiet } from '../../../models/customer.ts'
import type { Task } from '../../../models/tasks.ts'
import type { Customers } from '../../customers/contract.ts'

/** Sets or lifts 勿扰 because of a result: once per cause. */
export type Quieten = (task: Task, to: 'on' | 'off', cause: string) => Promise<void>

/** 勿扰 as a salesperson sets it by 别再打扰她, for good and over every channel. What they did not set by this task is not theirs to lift. */
export function createQuieten(deps: { customers: Pick<Customers, 'quieten' | 'unquieten'> }): Quieten {
  return async (task, to, cause) => {
    const keyOf = (result: string) => `task:${task._id}:quiet:${result}`
    const results = task.log.filter(({ result }) => result !== undefined)
    const by = { who: 'staff', id: results.at(-1)?.staff ?? '', from: 'taskResult' } as const
    if (to === 'on') {
      await deps.customers.quieten(task.customerId, { channels: 'all', until: null, by }, keyOf(cause))
      return
    }
    // The result before this one: what was set by it is taken back with it, but not what was there already.
    const before = results.findLast(({ actionId }) => actionId !== cause)
    if (before?.result !== 'doNotDisturb') return
    const setBy = keyOf(before.what === 'done' ? 'done' : (before.actionId ?? ''))
    const only = (quiet: Quiet) => quiet.cause === setBy
    await deps.customers.unquieten(task.customerId, { channels: 'all', by, only }, keyOf(cause))
  }
}
