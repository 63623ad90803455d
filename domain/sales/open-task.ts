import type { Customer } from '../../models/customer.ts'
import type { Task, TaskStore } from '../../models/tasks.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { DomainError } from '../errors.ts'
import type { CloseCard } from './close-card.ts'
import type { TaskRequest } from './contract.ts'
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
  advance(taskId: string): Promise<void>
  closeCard: CloseCard
  clock: Clock
  randomCode(alphabet: string, length: number): string
}) {
  const { tasks, claims, customers, events, advance, closeCard, clock, randomCode } = deps

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
      notConnected: false,
      offeredTo: [],
      notices: [],
      log: [{ at: now, what: 'opened' }],
      dueAt: now,
      createdAt: now,
      rev: 0,
    })
  }

  /** Makes a planned task the customer's open one, or joins it to the one that is. Returns the open task's id. */
  async function place(task: Task): Promise<string> {
    if (task.state !== 'planned') return task.joinedTo ?? task._id
    const holder = await claims.claimOpenTask(task.customerId, task._id)
    if (holder === task._id) {
      const placed = await tasks.replace({ ...task, state: 'offered', dueAt: clock.now() })
      if (!placed) return place((await tasks.find(task._id)) ?? task)
      await events.created(placed)
      await advance(placed._id)
      return placed._id
    }
    if (await join(task, holder)) return holder
    // Finished, or gone, without having given the claim back: a crash came between.
    await claims.releaseOpenTask(task.customerId, holder)
    return place(task)
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
      if (!(await tasks.replace({ ...task, state: 'joined', joinedTo: holder, dueAt: undefined }))) continue
      const card = latest(task, 'card')
      if (card) await closeCard(task, card, taskTexts.joined)
      return
    }
  }

  function joined(open: Task, task: Task): Task {
    const now = clock.now()
    const entry = { at: now, what: 'joined' as const, actionId: `join:${task._id}`, note: task.title }
    const both: Task = {
      ...open,
      reasons: [...new Set([...open.reasons, ...task.reasons])],
      log: [...open.log, entry],
    }
    if (open.state !== 'accepted' || !open.assignee) return both
    const news = [task.title, ...task.reasons].join('、')
    return { ...withNotice(both, { kind: 'joinNote', staff: open.assignee, news }), dueAt: now }
  }

  return {
    /** @throws DomainError `customer.not_found` */
    async open(request: TaskRequest): Promise<string> {
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
