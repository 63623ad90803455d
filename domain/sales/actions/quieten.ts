import type { Task } from '../../../models/tasks.ts'
import type { Customers } from '../../customers/contract.ts'
import { doNotDisturbTag } from '../../language/settings.ts'

/** Sets or lifts 勿扰 because of a result: once per cause. */
export type Quieten = (task: Task, to: 'on' | 'off', cause: string) => Promise<void>

/** 勿扰 as a salesperson sets it by 别再打扰她. What they did not set themselves by this task is not theirs to lift. */
export function createQuieten(deps: { customers: Pick<Customers, 'change' | 'find'> }): Quieten {
  return async (task, to, cause) => {
    const key = `task:${task._id}:quiet:${cause}`
    if (to === 'on') {
      await deps.customers.change(
        task.customerId,
        { addTags: [{ name: doNotDisturbTag, kind: 'manual' }] },
        key,
      )
      return
    }
    // The result before this one: what was set by it is taken back with it, but not what was there already.
    const before = task.log.findLast(({ result, actionId }) => result !== undefined && actionId !== cause)
    if (before?.result !== 'doNotDisturb') return
    const customer = await deps.customers.find(task.customerId)
    const tag = customer?.tags.find(({ name }) => name === doNotDisturbTag)
    if (tag && tag.at >= before.at) {
      await deps.customers.change(task.customerId, { removeTags: [doNotDisturbTag] }, key)
    }
  }
}
