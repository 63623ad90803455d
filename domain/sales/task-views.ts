import type { Task, TaskStore } from '../../models/tasks.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { type QuietLine, quietLines } from '../customers/quiet-words.ts'
import { DomainError } from '../errors.ts'
import { dayStart } from '../local-time.ts'
import { isAvailable } from './choose-assignee.ts'
import { isConnected } from './is-connected.ts'
import { type Deadline, deadlineOf } from './moments.ts'
import type { StaffDirectory } from './staff-directory.ts'
import type { TaskFacts, TaskFactsReader } from './task-facts.ts'
import { leftOf } from './time-left.ts'

export interface TaskView {
  task: Task
  facts: TaskFacts
  deadline: Deadline | null
  /** Until then by the working time of the holder, ms; of an appointment, by the clock. */
  leftMs: number | null
  /** A manager looks on; only the holder acts. */
  mayAct: boolean
  holderName: string
  /** 勿扰 of the customer, as it holds now. */
  quiet: QuietLine[]
  /** By userid: everybody the history of the task names. */
  names: ReadonlyMap<string, string>
  /** Who can take it now; contacts of the customer first. */
  colleagues: { userid: string; name: string; connected: boolean }[]
  now: Date
  zone: string
}

export interface TaskListRow {
  task: Task
  nickname?: string
  deadline: Deadline | null
  late: boolean
}

export interface TaskList {
  staffName: string
  open: TaskListRow[]
  doneToday: TaskListRow[]
  now: Date
  zone: string
}

/** Tasks as the page shows them. */
export function createTaskViews(deps: {
  tasks: TaskStore
  customers: Pick<Customers, 'find' | 'findMany' | 'reveal'>
  directory: StaffDirectory
  factsOf: TaskFactsReader
  clock: Clock
}) {
  const { tasks, customers, directory, factsOf, clock } = deps

  const zoneOf = async (userid: string) => (await directory.hoursOf(userid)).zone

  async function rowsOf(list: Task[], now: Date): Promise<TaskListRow[]> {
    const people = await customers.findMany(list.map(({ customerId }) => customerId))
    return list.map((task) => {
      const deadline = deadlineOf(task)
      const nickname = people.get(task.customerId)?.profile.nickname
      return { task, nickname, deadline, late: deadline !== null && deadline.at < now }
    })
  }

  return {
    zoneOf,

    async view(taskId: string, staff: string): Promise<TaskView> {
      const userid = staff.toLowerCase()
      const task = await tasks.find(taskId)
      const customer = task && (await customers.find(task.customerId))
      if (!customer) throw new DomainError('task.not_found', { taskId })
      const everybody = await directory.all()
      const holder = everybody.find(({ _id }) => _id === task.assignee)
      const mayAct = task.assignee?.toLowerCase() === userid
      if (!mayAct && holder?.manager !== userid && !wasTold(task, userid)) {
        throw new DomainError('task.not_yours', { assignee: task.assignee })
      }
      const now = clock.now()
      const deadline = deadlineOf(task)
      return {
        task,
        facts: await factsOf(customer),
        deadline,
        leftMs: deadline && leftOf(deadline, now, await directory.hoursOf(task.assignee)),
        mayAct,
        quiet: quietLines(customer, now),
        holderName: holder?.name ?? task.assignee ?? '',
        names: new Map(everybody.map(({ _id, name }) => [_id, name])),
        colleagues: everybody
          .filter((member) => member._id !== task.assignee && isAvailable(member, now))
          .map(({ _id, name }) => ({ userid: _id, name, connected: isConnected(customer, _id) }))
          .sort((a, b) => Number(b.connected) - Number(a.connected)),
        now,
        zone: await zoneOf(userid),
      }
    },

    async phoneFor(taskId: string, staff: string) {
      const task = await tasks.find(taskId)
      const customer = task && (await customers.find(task.customerId))
      if (!customer) throw new DomainError('task.not_found', { taskId })
      if (task.assignee?.toLowerCase() !== staff.toLowerCase()) {
        throw new DomainError('task.not_yours', { assignee: task.assignee })
      }
      return { phone: customers.reveal(customer).phone ?? null, customerId: customer._id }
    },

    async listOf(staff: string): Promise<TaskList> {
      const userid = staff.toLowerCase()
      const [now, zone] = [clock.now(), await zoneOf(userid)]
      const open = await rowsOf(await tasks.heldBy(userid), now)
      return {
        staffName: await directory.nameOf(userid),
        // Late ones have the earliest deadlines, so one order does for both; what waits for its card comes last.
        open: open.sort((a, b) => timeOf(a) - timeOf(b)),
        doneToday: await rowsOf(await tasks.finishedBy(userid, dayStart(now, zone)), now),
        now,
        zone,
      }
    },
  }
}

function timeOf({ deadline }: TaskListRow): number {
  return deadline?.at.getTime() ?? Number.POSITIVE_INFINITY
}

/** A manager who got a note about the task follows its link, whoever has it by then. */
function wasTold(task: Task, userid: string): boolean {
  return task.notices.some(({ kind, staff }) => kind === 'managerNote' && staff === userid)
}
