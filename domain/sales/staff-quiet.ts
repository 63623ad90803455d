import type { Channel } from '../../models/customer.ts'
import type { TaskStore } from '../../models/tasks.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { quietUntil } from '../customers/quiet.ts'
import { DomainError } from '../errors.ts'

/** Of a task, by who holds it; `actionId` makes a repeat harmless. */
export interface StaffQuietAct {
  taskId: string
  staff: string
  actionId: string
}

/** 勿扰 as the holder of a task sets and lifts it for their customer. */
export function createStaffQuiet(deps: {
  tasks: Pick<TaskStore, 'find'>
  customers: Pick<Customers, 'quieten' | 'unquieten'>
  clock: Clock
}) {
  const { tasks, customers, clock } = deps

  async function customerOf({ taskId, staff }: StaffQuietAct): Promise<string> {
    const task = await tasks.find(taskId)
    if (!task) throw new DomainError('task.not_found', { taskId })
    if (task.assignee?.toLowerCase() !== staff.toLowerCase()) {
      throw new DomainError('task.not_yours', { assignee: task.assignee })
    }
    return task.customerId
  }

  const byOf = ({ staff }: StaffQuietAct) =>
    ({ who: 'staff', id: staff.toLowerCase(), from: 'taskPage' }) as const

  return {
    /** `days` of the company; null = for good. Throws `task.not_found` and `task.not_yours`. */
    async quieten(
      act: StaffQuietAct & { channels: 'all' | readonly Channel[]; days: number | null },
    ): Promise<void> {
      const { channels, days } = act
      const until = days === null ? null : quietUntil(clock.now(), days)
      await customers.quieten(await customerOf(act), { channels, until, by: byOf(act) }, act.actionId)
    },

    /** Lifts what salespeople have set; what somebody set on the page, or put on as a tag, stays. Throws as above. */
    async unquieten(act: StaffQuietAct): Promise<void> {
      const lift = { channels: 'all', by: byOf(act), only: isByStaff } as const
      await customers.unquieten(await customerOf(act), lift, act.actionId)
    },
  }
}

const isByStaff = ({ by }: { by: { who: string } }): boolean => by.who === 'staff'
