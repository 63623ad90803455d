import type { CustomerStore } from '../../models/customers.ts'
import type { Clock } from '../clock.ts'
import type { Customers, EventListener } from '../customers/contract.ts'
import { chooseAssignee } from '../sales/choose-assignee.ts'
import type { TaskRequest } from '../sales/contract.ts'
import { defaultIntentRules } from '../sales/intent-score.ts'
import { createIntentWatch } from '../sales/intent-watch.ts'
import type { Colleague } from '../sales/staff-directory.ts'

/** A follow-up somebody would have got. */
export interface FollowUp {
  taskId: string
  customerId: string
  title: string
  at: Date
  /** Null when nobody available is there to take it. */
  staff: string | null
}

const acceptMs = 2 * 3_600_000

/**
 * The sales hand-over as far as customers and journeys can tell: who gets a follow-up and that it was created. Cards and
 * deadlines happen to salespeople; what became of a task comes as an event, drawn or recorded.
 */
export function createFollowUps(deps: {
  customers: Customers
  claims: Pick<CustomerStore, 'claimOpenTask' | 'releaseOpenTask'>
  staff: readonly Colleague[]
  clock: Clock
  /** Told of each task that begins. */
  begun(task: FollowUp): void
}) {
  const { customers, claims, staff, clock } = deps
  const loads = new Map<string, number>()
  /** Who has it, by task. */
  const open = new Map<string, string | null>()

  async function openTask({ taskId, customerId, title }: TaskRequest): Promise<string> {
    const customer = await customers.find(customerId)
    if (customer === null) return taskId
    const holder = await claims.claimOpenTask(customer._id, taskId)
    if (holder !== taskId) return holder
    const at = clock.now()
    const assignee = chooseAssignee({ customer, staff, loads, exclude: [], now: at })?.userid ?? null
    if (assignee !== null) loads.set(assignee, (loads.get(assignee) ?? 0) + 1)
    open.set(taskId, assignee)
    deps.begun({ taskId, customerId: customer._id, title, at, staff: assignee })
    await customers.hear({
      _id: `task:${taskId}:created`,
      customerId: customer._id,
      name: 'task.created',
      at,
      source: 'sales',
      props: { taskId, title, ...(assignee !== null && { staff: assignee }) },
    })
    return taskId
  }

  const watch = createIntentWatch({ customers, rules: defaultIntentRules, acceptMs, openTask, clock })

  const onEvent: EventListener = async (event, customer) => {
    if (event.name === 'task.done') {
      const taskId = String(event.props.taskId)
      await claims.releaseOpenTask(customer._id, taskId)
      const held = open.get(taskId)
      if (held) loads.set(held, (loads.get(held) ?? 1) - 1)
      open.delete(taskId)
    } else await watch.onEvent(event, customer)
  }

  return {
    openTask,
    onEvent,
    wants: (name: string) => name === 'task.done' || watch.wants(name),
  }
}
