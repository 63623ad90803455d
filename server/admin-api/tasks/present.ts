import { localTime } from '../../../domain/local-time.ts'
import { courseInWords } from '../../../domain/sales/course-words.ts'
import type {
  BoardCard,
  BoardPerson,
  BoardTaskView,
  Candidate,
  PersonalClock,
  TaskBoard,
} from '../../../domain/sales/task-board.ts'
import { resultWords, taskTexts } from '../../../domain/sales/task-card.ts'
import { spanOn } from '../../../domain/sales/working-hours.ts'
import type { Customer } from '../../../models/customer.ts'
import type { BoardTask } from '../../../models/task-board.ts'
import type { TaskResult } from '../../../models/tasks.ts'

/** 138****2716 of a customer, where there is a number. */
export type PhoneOf = (customer: Customer) => string | undefined

export function presentBoard(board: TaskBoard, clock: PersonalClock, phoneOf: PhoneOf) {
  const { late, latestMs, waiting, working, soon, done } = board.totals
  const results = (Object.entries(done) as [TaskResult, number][]).filter(([, count]) => count > 0)
  return {
    now: board.now,
    departments: board.departments,
    totals: {
      late,
      latestMs,
      waiting,
      working,
      soon,
      done: results.reduce((sum, [, count]) => sum + count, 0),
      results: results.map(([result, count]) => ({ name: resultWords[result], count })),
    },
    items: board.people.map((person) => presentPerson(person, phoneOf, board.now)),
    next: board.next === null ? null : String(board.next),
    nobody: { clock, cards: board.nobody.map((card) => presentCard(card, phoneOf)) },
  }
}

function presentPerson(
  { member, shift, clock, open, today, cards, doneToday }: BoardPerson,
  phoneOf: PhoneOf,
  now: Date,
) {
  // Of a day off, when they usually work.
  const { fromMinute, toMinute } = spanOn(localTime(now, member.hours.zone), member.hours) ?? member.hours
  return {
    userid: member._id,
    name: member.name,
    department: member.department,
    hours: `${minuteInWords(fromMinute)}–${minuteInWords(toMinute)}`,
    shift,
    clock,
    open,
    today,
    cards: cards.map((card) => presentCard(card, phoneOf)),
    done: doneToday.map((card) => presentCard(card, phoneOf)),
  }
}

export function presentCard({ task, customer, deadline, leftMs }: BoardCard, phoneOf: PhoneOf) {
  return {
    code: task.code,
    customerId: task.customerId,
    nickname: customer?.profile.nickname ?? null,
    phone: (customer && phoneOf(customer)) ?? null,
    title: task.title,
    reason: task.reasons[0] ?? null,
    state: task.state,
    column: columnOf({ task, leftMs }),
    deadline,
    leftMs,
    waitsUntil: waitsUntil(task),
    notConnected: task.notConnected,
    isTest: task.isTest ?? false,
    result: task.result ?? null,
    resultName: task.result ? resultWords[task.result] : null,
    doneAt: task.doneAt ?? null,
  }
}

function waitsUntil({ assignee, state, log, retryAt }: BoardTask): Date | null {
  const waits = state === 'offered' && assignee === undefined && log.at(-1)?.what === 'waits'
  return (waits && retryAt) || null
}

export function presentView(view: BoardTaskView, clock: PersonalClock, phoneOf: PhoneOf) {
  const { task, holder, names, candidates, hours, now } = view
  return {
    ...presentCard(view, phoneOf),
    reasons: task.reasons,
    holder: holder && { userid: holder._id, name: holder.name },
    clock,
    acceptMs: task.acceptMs,
    oldCard: taskTexts.handedOver,
    course: task.log.map((entry) => ({
      at: entry.at,
      ...courseInWords(entry, { names, now, zone: hours.zone }),
    })),
    candidates: candidates.map(presentCandidate),
  }
}

function presentCandidate({ member, connected, open, available }: Candidate) {
  const why = available ? null : member.onDuty ? '今天休息' : '请假'
  return { userid: member._id, name: member.name, connected, open, available, why }
}

function columnOf({
  task,
  leftMs,
}: Pick<BoardCard, 'task' | 'leftMs'>): 'late' | 'waiting' | 'working' | 'done' {
  if (task.state === 'done') return 'done'
  if (leftMs !== null && leftMs < 0) return 'late'
  return task.state === 'accepted' ? 'working' : 'waiting'
}

/** 600 → 10:00 */
function minuteInWords(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}
