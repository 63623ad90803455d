import type { Clock } from '../../../domain/clock.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import { type createScopes, isWithin } from '../../../domain/members/scope.ts'
import type { Sales } from '../../../domain/sales/contract.ts'
import type { MaySee } from '../../../domain/sales/task-board.ts'
import type { Customer } from '../../../models/customer.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { tasks as contract } from './contract.ts'
import { presentBoard, presentView } from './present.ts'

export function createTaskHandlers(deps: {
  sales: Pick<Sales, 'boardFor' | 'clockOf' | 'viewFor' | 'reassign' | 'taskOfCode'>
  customers: Pick<Customers, 'masked'>
  scopes: ReturnType<typeof createScopes>
  auditLog: Pick<AuditLog, 'record'>
  clock: Clock
}): Handlers<typeof contract> {
  const { sales, customers, scopes, auditLog, clock } = deps
  const phoneOf = (customer: Customer) => customers.masked(customer).phone

  async function sightOf(caller: Caller): Promise<MaySee> {
    const scope = await scopes.of(caller)
    return (userid) => isWithin(scope, userid)
  }

  /** @throws DomainError `task.not_found`, also for one of another department: that there is one is not told either */
  async function viewOf(code: string, maySee: MaySee) {
    const taskId = await sales.taskOfCode(code)
    if (taskId === null) throw new DomainError('task.not_found')
    return sales.viewFor(taskId, maySee)
  }

  return {
    async board({ query, caller }) {
      const { department, after, limit } = query
      const maySee = await sightOf(caller)
      const board = await sales.boardFor({ maySee, department, skip: Number(after ?? 0), limit })
      return presentBoard(board, await sales.clockOf(undefined), phoneOf)
    },

    async find({ params, caller }) {
      const view = await viewOf(params.code, await sightOf(caller))
      return presentView(view, await sales.clockOf(view.task.assignee), phoneOf)
    },

    async reassign({ params, body, caller }) {
      const maySee = await sightOf(caller)
      const { task, candidates } = await viewOf(params.code, maySee)
      const to = body.to.toLowerCase()
      // Whoever it may not go to is nobody to this caller.
      const isRepeat = task.assignee === to
      if (!isRepeat && !candidates.some(({ member }) => member._id === to)) {
        throw new DomainError('staff.not_found', { field: 'to' })
      }
      const after = await sales.reassign({
        taskId: task._id,
        to,
        by: caller.name,
        actionId: `board:${caller.memberId}:${body.once}`,
        at: clock.now(),
      })
      await auditLog.record(caller, {
        action: 'task.reassigned',
        on: `task:${task._id}`,
        details: { from: task.assignee, to },
      })
      return { holder: after.assignee ?? to, acceptMs: after.acceptMs }
    },
  }
}
