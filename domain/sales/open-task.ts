import type { Customer } from '../../models/customer.ts'
import type { Task, TaskStore, WhenFull } from '../../models/tasks.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { DomainError } from '../errors.ts'
import { offeredTo } from './advance-task.ts'
import type { CloseCard } from './close-card.ts'
import type { TaskRequest } from './contract.ts'
import type { DayPlaces } from './day-places.ts'
import type { createFindAssignee } from './find-assignee.ts'
import { withNotice } from './notice-book.ts'
import { isOpen, latest } from './plan-task.ts'
import { taskTexts } from './task-card.ts'
import type { TaskEvents } from './task-events.ts'

/** The compare-and-set on `customer.openTaskId`: whoever holds it is the customer's one open task. */
export interface OpenTaskClaims {
  /** Claims for `taskId` when nobody does, or repeats one's own claim; returns the holder. */
  claimOpenTask(customerId: string, taskId: string): Promise<string>
  /** Gives the claim back when `taskId` holds it. */
  releaseOpenTask(customerId: string, taskId: string): Promise<void>
}

const codeAlphabet = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz'

/**
 * Opens a follow-up, once per `taskId` and one per customer: a second reason joins the task that is open.
 * Crash-safe: the task is written first, then claimed, then offered, and any repeat goes on from there.
 */
export function createOpenTask(deps: {
  tasks: TaskStore
  claims: OpenTaskClaims
  customers: Customers
  events: TaskEvents
  findAssignee: ReturnType<typeof createFindAssignee>
  places: DayPlaces
  usualWhenFull: () => WhenFull
  advance(taskId: string): Promise<void>
  closeCard: CloseCard
  clock: Clock
  randomCode(alphabet: string, length: number): string
}) {
  const { tasks, claims, customers, events, places, advance, closeCard, clock, randomCode } = deps

  async function freeCode(taskId: string): Promise<string> {
    for (;;) {
      const code = randomCode(codeAlphabet, 6)
      if (await tasks.takeCode(code, taskId)) return code
    }
  }

  async function writeDown(request: TaskRequest, { _id: customerId, isTest }: Customer): Promise<Task> {
    const known = await tasks.find(request.taskId)
    if (known) return known
    const now = clock.now()
    return tasks.insert({
      _id: request.taskId,
      customerId,
      code: await freeCode(request.taskId),
      state: 'planned',
      // It really reaches a salesperson, who must not take it for a customer's.
      title: isTest ? `【测试】${request.title}` : request.title,
      ...(isTest && { isTest }),
      reasons: request.reasons,
      acceptMs: request.acceptMs,
      dueMs: request.dueMs,
      ...(request.urgent && { urgent: request.urgent }),
      ...(request.whenFull && { whenFull: request.whenFull }),
      notConnected: false,
      offeredTo: [],
      notices: [],
      log: [{ at: now, what: 'opened' }],
      dueAt: now,
      createdAt: now,
      rev: 0,
    })
  }

  /**
   * Makes a planned task the customer's open one, or joins it to the one that is. Returns the open task's id; null when it
   * falls back.
   */
  async function place(task: Task): Promise<string | null> {
    if (task.state === 'turnedAway') return turnedAway(task)
    if (task.state !== 'planned') return task.joinedTo ?? task._id
    const holder = await claims.claimOpenTask(task.customerId, task._id)
    if (holder === task._id) {
      const placed = await tasks.replace(await asPlaced(task))
      if (!placed) return place((await tasks.find(task._id)) ?? task)
      if (placed.state === 'turnedAway') return turnedAway(placed)
      await events.created(placed)
      await advance(placed._id)
      return placed._id
    }
    if (await join(task, holder)) return holder
    // Finished, or gone, without having given the claim back: a crash came between.
    await claims.releaseOpenTask(task.customerId, holder)
    return place(task)
  }

  /** Only one that falls back is decided before it is open: afterwards its flow has gone on. */
  async function asPlaced(task: Task): Promise<Task> {
    const now = clock.now()
    const open: Task = { ...task, state: 'offered', dueAt: now }
    if ((task.whenFull ?? deps.usualWhenFull()) !== 'fallBack') return open
    const found = await deps.findAssignee(task, now, 'fallBack')
    if ('assignee' in found)
      return { ...offeredTo(task, found.assignee, { at: now, what: 'assigned' }), dueAt: now }
    if (!found.full) return open
    const entry = { at: now, what: 'turned_away' as const, staff: found.full[0], past: found.full }
    return { ...task, state: 'turnedAway', dueAt: undefined, log: [...task.log, entry] }
  }

  /** The customer may become a task again. */
  async function turnedAway(task: Task): Promise<null> {
    await claims.releaseOpenTask(task.customerId, task._id)
    await events.turnedAway(task, task.log.findLast(({ what }) => what === 'turned_away')?.past ?? [])
    return null
  }

  /** Adds a task to the one that is open; false when that one is open no more. Whoever works on it already hears of the news at once. */
  async function join(task: Task, holder: string): Promise<boolean> {
    for (;;) {
      const open = await tasks.find(holder)
      if (!open || !(open.state === 'planned' || isOpen(open))) return false
      if (open.log.some((entry) => entry.actionId === `join:${task._id}`)) break
      if (await tasks.replace(joined(open, task))) break
    }
    await close(task._id, holder)
    await advance(holder)
    return true
  }

  /** The joined one is open no more, nor is its card. */
  async function close(taskId: string, holder: string): Promise<void> {
    for (;;) {
      const task = await tasks.find(taskId)
      if (!task || (task.state !== 'planned' && !isOpen(task))) return
      const joining = await tasks.replace({ ...task, state: 'joined', joinedTo: holder, dueAt: undefined })
      if (!joining) continue
      await places.leave(joining, joining.assignee)
      const card = latest(task, 'card')
      if (card) await closeCard(task, card, taskTexts.joined)
      return
    }
  }

  function joined(open: Task, task: Task): Task {
    const now = clock.now()
    const entry = { at: now, what: 'joined' as const, actionId: `join:${task._id}`, note: task.title }
    const isHurried = task.urgent && !open.urgent
    const both: Task = {
      ...open,
      // One that waits for a day with room may see the places that are kept for urgent ones.
      ...(isHurried && { urgent: task.urgent, ...(!open.assignee && { retryAt: undefined, dueAt: now }) }),
      reasons: [...new Set([...open.reasons, ...task.reasons])],
      log: [...open.log, entry],
    }
    if (open.state !== 'accepted' || !open.assignee) return both
    const news = [task.title, ...task.reasons].join('、')
    return { ...withNotice(both, { kind: 'joinNote', staff: open.assignee, news }), dueAt: now }
  }

  return {
    /** See `Sales.openTask`. @throws DomainError `customer.not_found` */
    async open(request: TaskRequest): Promise<string | null> {
      const customer = await customers.find(request.customerId)
      if (!customer) throw new DomainError('customer.not_found', { customerId: request.customerId })
      return place(await writeDown(request, customer))
    },
    place,
    /** After two customers became one: the task that holds the claim stays, the others join it. */
    async uniteTasks(customerIds: string[], survivorId: string): Promise<void> {
      for (const task of await tasks.unfinishedOf(customerIds)) {
        const holder = await claims.claimOpenTask(survivorId, task._id)
        if (holder === task._id) continue
        if (await join(task, holder)) continue
        await claims.releaseOpenTask(survivorId, holder)
        await claims.claimOpenTask(survivorId, task._id)
      }
    },
  }
}
