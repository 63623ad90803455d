import type { CustomerStore } from '../../models/customers.ts'
import type { Clock } from '../clock.ts'
import type { Customers, EventListener } from '../customers/contract.ts'
import type { FollowUpRules } from '../language/follow-up-rules.ts'
import { isoDay } from '../local-time.ts'
import { chooseAssignee } from '../sales/choose-assignee.ts'
import type { TaskRequest } from '../sales/contract.ts'
import { defaultIntentRules } from '../sales/intent-score.ts'
import { createIntentWatch } from '../sales/intent-watch.ts'
import type { Colleague } from '../sales/staff-directory.ts'
import { nextWorking, nextWorkingDay } from '../sales/working-hours.ts'

/** A follow-up somebody would have got. */
export interface FollowUp {
  taskId: string
  customerId: string
  title: string
  /** When it comes to them. */
  at: Date
  /** Null when nobody available is there to take it. */
  staff: string | null
  /** Whose turn it was had their day's number: what became of it. */
  overflow?: Overflow
}
export type Overflow = 'waits' | 'passedOn' | 'fellBack'

const acceptMs = 2 * 3_600_000
/** A day with room for one that waits is looked for so many working days ahead. */
const farthestDays = 60

/**
 * The sales hand-over as far as customers and journeys can tell: who gets a follow-up, on which day they have room for it, and
 * that it was created. Cards and deadlines happen to salespeople; what became of a task comes as an event, drawn or recorded.
 */
export function createFollowUps(deps: {
  customers: Customers
  claims: Pick<CustomerStore, 'claimOpenTask' | 'releaseOpenTask'>
  staff: readonly Colleague[]
  rules: () => FollowUpRules
  /** Where it says so, every day is full. */
  isEverybodyFull?: () => boolean
  clock: Clock
  /** Told of each task that begins, and of each that falls back. */
  begun(task: FollowUp): void
}) {
  const { customers, claims, staff, rules, clock } = deps
  const loads = new Map<string, number>()
  /** How many came to whom on which of their days. */
  const days = new Map<string, number>()
  /** Who has it, by task. */
  const open = new Map<string, string | null>()

  const dayOf = ({ _id, hours }: Colleague, at: Date) => `${_id}:${isoDay(at, hours.zone)}`
  const isFull = (member: Colleague, at: Date, most: number) => (days.get(dayOf(member, at)) ?? 0) >= most

  function firstDayWithRoom(of: readonly string[], most: number): { staff: string; at: Date } | null {
    const chances = staff.flatMap((member) => {
      if (!of.includes(member._id)) return []
      let at: Date | null = clock.now()
      for (let day = 0; day < farthestDays && at !== null; day++) {
        at = nextWorkingDay(at, member.hours)
        if (at !== null && !isFull(member, at, most)) {
          return [{ staff: member._id, at: nextWorking(at, member.hours) ?? at }]
        }
      }
      return []
    })
    return chances.sort((a, b) => a.at.getTime() - b.at.getTime())[0] ?? null
  }

  /** Who gets it and when, or that it falls back. */
  function whoTakes(
    customer: Parameters<typeof chooseAssignee>[0]['customer'],
    { urgent, whenFull = rules().whenFull }: TaskRequest,
  ): Pick<FollowUp, 'staff' | 'at' | 'overflow'> {
    const at = clock.now()
    const most = urgent ? rules().perDay : rules().perDay - rules().keptForUrgent
    const full = new Set(staff.filter((member) => isFull(member, at, most)).map(({ _id }) => _id))
    const ask = { customer, staff, loads, exclude: [], now: at, full }
    const choice = chooseAssignee({ ...ask, whenFull: whenFull === 'passOn' ? 'passOn' : 'wait' })
    if (whenFull === 'fallBack' && (deps.isEverybodyFull?.() || choice.kind === 'full')) {
      return { staff: choice.kind === 'full' ? (choice.staff[0] ?? null) : null, at, overflow: 'fellBack' }
    }
    if (choice.kind === 'nobody') return { staff: null, at }
    if (choice.kind === 'full') {
      return { ...(firstDayWithRoom(choice.staff, most) ?? { staff: null, at }), overflow: 'waits' }
    }
    const { assignee, past } = choice
    return { staff: assignee.userid, at, ...(past.length > 0 && { overflow: 'passedOn' }) }
  }

  async function openTask(request: TaskRequest): Promise<string | null> {
    const { taskId, customerId, title } = request
    const customer = await customers.find(customerId)
    if (customer === null) return taskId
    const holder = await claims.claimOpenTask(customer._id, taskId)
    if (holder !== taskId) return holder
    const taken = whoTakes(customer, request)
    const { staff: assignee, overflow } = taken
    deps.begun({ taskId, customerId: customer._id, title, ...taken })
    const fellBack = overflow === 'fellBack'
    if (fellBack) await claims.releaseOpenTask(customer._id, taskId)
    else note(taskId, assignee, taken.at)
    const name = fellBack ? 'turned_away' : 'created'
    await customers.hear({
      _id: `task:${taskId}:${name}`,
      customerId: customer._id,
      name: `task.${name}`,
      at: clock.now(),
      source: 'sales',
      props: { taskId, title, ...(assignee !== null && { staff: assignee }) },
    })
    return fellBack ? null : taskId
  }

  function note(taskId: string, assignee: string | null, at: Date): void {
    open.set(taskId, assignee)
    const member = staff.find(({ _id }) => _id === assignee)
    if (member === undefined) return
    loads.set(member._id, (loads.get(member._id) ?? 0) + 1)
    days.set(dayOf(member, at), (days.get(dayOf(member, at)) ?? 0) + 1)
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
