import type { Customer } from '../../models/customer.ts'
import type { BoardTask, TaskBoardReader } from '../../models/task-board.ts'
import { type TaskResult, type TaskStore, taskResults } from '../../models/tasks.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { DomainError } from '../errors.ts'
import { dayStart, defaultZone } from '../local-time.ts'
import { isAvailable } from './choose-assignee.ts'
import type { DayPlaces } from './day-places.ts'
import { isConnected } from './is-connected.ts'
import { type Deadline, deadlineOf } from './moments.ts'
import type { Colleague, StaffDirectory } from './staff-directory.ts'
import { leftOf } from './time-left.ts'
import { closingOf, type HoursInForce, isWorking, nextWorking } from './working-hours.ts'

/** Whose tasks somebody may see: nobody's are those without a holder. */
export type MaySee = (userid: string | undefined) => boolean

export interface BoardLook {
  maySee: MaySee
  department?: string
  /** How many people come before this page. */
  skip: number
  limit: number
}

export interface BoardCard {
  task: BoardTask
  customer: Customer | undefined
  deadline: Deadline | null
  /** Until the deadline, by the clock it is counted on; negative when it is over. */
  leftMs: number | null
}

/** Whether somebody's working time runs, and until when that stays so. */
export interface PersonalClock {
  runs: boolean
  changesAt: Date | null
}

export interface BoardPerson {
  member: Colleague
  shift: 'now' | 'later' | 'over' | 'off' | 'leave'
  clock: PersonalClock
  open: number
  /** Follow-ups that came to them today, and how many may. */
  today: { came: number; most: number }
  cards: BoardCard[]
  doneToday: BoardCard[]
}

export interface TaskBoard {
  now: Date
  departments: string[]
  people: BoardPerson[]
  /** Where the next page of people begins; null on the last. */
  next: number | null
  nobody: BoardCard[]
  totals: {
    late: number
    latestMs: number | null
    waiting: number
    working: number
    soon: number
    done: Record<TaskResult, number>
  }
}

export interface Candidate {
  member: Colleague
  connected: boolean
  open: number
  available: boolean
}

/** A task as whoever leads its holder sees it. */
export interface BoardTaskView extends BoardCard {
  holder: Colleague | null
  names: ReadonlyMap<string, string>
  candidates: Candidate[]
  hours: HoursInForce
  now: Date
}

export type TaskBoards = ReturnType<typeof createTaskBoards>

const soonMs = 10 * 60_000
const mostOpen = 2_000
const mostDone = 500
const mostUnheld = 200
const mostEnding = 5_000

/** Follow-ups as those who lead salespeople see them. */
export function createTaskBoards(deps: {
  tasks: Pick<TaskStore, 'find' | 'loads'>
  board: TaskBoardReader
  customers: Pick<Customers, 'find' | 'findMany'>
  directory: Pick<StaffDirectory, 'all' | 'hoursOf'>
  places: Pick<DayPlaces, 'takenToday' | 'perDay'>
  clock: Clock
}) {
  const { tasks, board, customers, directory, places, clock } = deps

  async function boardFor(look: BoardLook): Promise<TaskBoard> {
    const now = clock.now()
    const today = dayStart(now, defaultZone)
    const everybody = (await directory.all()).filter(({ _id }) => look.maySee(_id))
    const departments = [...new Set(everybody.map(({ department }) => department))].sort()
    const team = everybody.filter(({ department }) => !look.department || department === look.department)
    const [held, finished, ending, unheld] = await Promise.all([
      board.heldCounts(),
      board.finishedCounts(today),
      board.endingBefore(new Date(now.getTime() + soonMs), mostEnding),
      unheldFor(look, everybody, now),
    ])
    const ids = new Set(team.map(({ _id }) => _id))
    const late = new Map<string, number>()
    let soon = 0
    let latestMs: number | null = null
    for (const task of ending) {
      const deadline = deadlineOf(task)
      const member = task.assignee && ids.has(task.assignee) && team.find(({ _id }) => _id === task.assignee)
      if (!member || !deadline) continue
      if (deadline.at >= now) {
        soon += Number(deadline.to !== 'lookAgain' && deadline.at.getTime() - now.getTime() < soonMs)
        continue
      }
      late.set(member._id, (late.get(member._id) ?? 0) + 1)
      latestMs = Math.max(latestMs ?? 0, -leftOf(deadline, now, member.hours))
    }
    const heldBy = (userid: string) => held.filter(({ assignee }) => assignee === userid)
    const sum = (rows: { count: number }[]) => rows.reduce((total, { count }) => total + count, 0)
    const ranked = team
      .map((member) => ({ member, late: late.get(member._id) ?? 0, open: sum(heldBy(member._id)) }))
      .filter(({ member, open }) => open > 0 || takesTasks(member))
      .sort(
        (a, b) =>
          b.late - a.late ||
          Number(isAvailable(b.member, now)) - Number(isAvailable(a.member, now)) ||
          b.open - a.open ||
          (a.member._id < b.member._id ? -1 : 1),
      )
    const page = ranked.slice(look.skip, look.skip + look.limit)
    const people = await peopleOf(page, now, today)
    const ofTeam = held.filter(({ assignee }) => assignee !== undefined && ids.has(assignee))
    const lateTotal = [...late.values()].reduce((total, count) => total + count, 0)
    const lateIn = (state: string) =>
      ending.filter((task) => {
        const deadline = deadlineOf(task)
        return (
          task.state === state && deadline && deadline.at < now && task.assignee && ids.has(task.assignee)
        )
      }).length
    return {
      now,
      departments,
      people,
      next: look.skip + look.limit < ranked.length ? look.skip + look.limit : null,
      nobody: unheld,
      totals: {
        late: lateTotal,
        latestMs,
        waiting: sum(ofTeam.filter(({ state }) => state === 'offered')) - lateIn('offered') + unheld.length,
        working: sum(ofTeam.filter(({ state }) => state === 'accepted')) - lateIn('accepted'),
        soon,
        done: resultsOf(finished.filter(({ assignee }) => ids.has(assignee))),
      },
    }
  }

  async function peopleOf(
    page: { member: Colleague; open: number }[],
    now: Date,
    today: Date,
  ): Promise<BoardPerson[]> {
    const userids = page.map(({ member }) => member._id)
    const [held, finished, came] = await Promise.all([
      board.heldByAll(userids, mostOpen),
      board.finishedByAll(userids, today, mostDone),
      places.takenToday(page.map(({ member }) => member)),
    ])
    const people = await customers.findMany([...held, ...finished].map(({ customerId }) => customerId))
    return page.map(({ member, open }) => {
      const cardsOf = (list: BoardTask[]) =>
        list
          .filter(({ assignee }) => assignee === member._id)
          .map((task) => cardOf(task, people.get(task.customerId), member.hours, now))
      return {
        member,
        shift: shiftOf(member, now),
        clock: clockOf(member.hours, now),
        open,
        today: { came: came.get(member._id) ?? 0, most: places.perDay() },
        cards: cardsOf(held).sort((a, b) => endOf(a) - endOf(b)),
        doneToday: cardsOf(finished),
      }
    })
  }

  /** Waiting for somebody: seen by those who see everything, and by whoever leads a friend of the customer. */
  async function unheldFor(look: BoardLook, team: Colleague[], now: Date): Promise<BoardCard[]> {
    const list = await board.heldByNobody(mostUnheld)
    if (list.length === 0) return []
    const people = await customers.findMany(list.map(({ customerId }) => customerId))
    const ids = new Set(
      team
        .filter(({ department }) => !look.department || department === look.department)
        .map(({ _id }) => _id),
    )
    const hours = await directory.hoursOf(undefined)
    return list
      .map((task) => cardOf(task, people.get(task.customerId), hours, now))
      .filter(({ customer }) => {
        const near = friendsOf(customer)
        if (near.some((userid) => ids.has(userid))) return true
        return look.maySee(undefined) && !look.department
      })
  }

  return {
    boardFor,

    /** The working time of somebody; of nobody, that of the company. */
    async clockOf(userid: string | undefined): Promise<PersonalClock> {
      return clockOf(await directory.hoursOf(userid), clock.now())
    },

    /** @throws DomainError `task.not_found`, also for a task that is none of theirs */
    async viewFor(taskId: string, maySee: MaySee): Promise<BoardTaskView> {
      const now = clock.now()
      const task = await tasks.find(taskId)
      const [customer, everybody, loads] = await Promise.all([
        task && customers.find(task.customerId),
        directory.all(),
        tasks.loads(),
      ])
      if (!task || !maySeeTask(task, customer ?? undefined, maySee)) {
        throw new DomainError('task.not_found', { taskId })
      }
      const holder = everybody.find(({ _id }) => _id === task.assignee) ?? null
      const hours = await directory.hoursOf(task.assignee)
      return {
        ...cardOf(task, customer ?? undefined, hours, now),
        holder,
        hours,
        now,
        names: new Map(everybody.map(({ _id, name }) => [_id, name])),
        candidates: everybody
          .filter(
            (member) =>
              member._id !== task.assignee && isCandidate(member, customer ?? undefined, holder, maySee),
          )
          .map((member) => ({
            member,
            connected: customer ? isConnected(customer, member._id) : false,
            open: loads.get(member._id) ?? 0,
            available: isAvailable(member, now),
          }))
          .sort(
            (a, b) =>
              Number(b.available) - Number(a.available) ||
              Number(b.connected) - Number(a.connected) ||
              a.open - b.open,
          ),
      }
    },
  }
}

function maySeeTask(task: BoardTask, customer: Customer | undefined, maySee: MaySee): boolean {
  if (task.assignee) return maySee(task.assignee)
  return maySee(undefined) || friendsOf(customer).some((userid) => maySee(userid))
}

/** Colleagues of the holder's department, friends of the customer, and whoever takes what nobody else can. */
function isCandidate(
  member: Colleague,
  customer: Customer | undefined,
  holder: Colleague | null,
  maySee: MaySee,
): boolean {
  if (!takesTasks(member) && member._id !== holder?._id) return false
  if (customer && isConnected(customer, member._id)) return true
  return member.inFallbackPool || member.department === holder?.department || maySee(member._id)
}

/** Managers stand in the directory, too; they take no tasks and are never on duty. */
function takesTasks({ onDuty, inFallbackPool }: Colleague): boolean {
  return onDuty || inFallbackPool
}

function friendsOf(customer: Customer | undefined): string[] {
  if (!customer) return []
  const follows = customer.follows.filter(({ removedAt }) => !removedAt).map(({ staff }) => staff)
  return [...follows, ...(customer.owner ? [customer.owner] : [])].map((userid) => userid.toLowerCase())
}

function cardOf(task: BoardTask, customer: Customer | undefined, hours: HoursInForce, now: Date): BoardCard {
  const deadline = deadlineOf(task)
  return { task, customer, deadline, leftMs: deadline && leftOf(deadline, now, hours) }
}

function shiftOf(member: Colleague, now: Date): BoardPerson['shift'] {
  if (!member.onDuty) return 'leave'
  if (isWorking(now, member.hours)) return 'now'
  if (isAvailable(member, now)) return 'later'
  const opening = nextWorking(dayStart(now, member.hours.zone), member.hours)
  return opening && opening <= now ? 'over' : 'off'
}

function clockOf(hours: HoursInForce, now: Date): PersonalClock {
  if (isWorking(now, hours)) return { runs: true, changesAt: closingOf(now, hours) }
  return { runs: false, changesAt: nextWorking(now, hours) }
}

function endOf({ deadline }: BoardCard): number {
  return deadline?.at.getTime() ?? Number.POSITIVE_INFINITY
}

function resultsOf(rows: { result: TaskResult; count: number }[]): Record<TaskResult, number> {
  const none = [...taskResults, 'unstated' as const].map((result) => [result, 0])
  const done: Record<TaskResult, number> = Object.fromEntries(none)
  for (const { result, count } of rows) done[result] += count
  return done
}
