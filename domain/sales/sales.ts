import type { TaskBoardReader } from '../../models/task-board.ts'
import type { TaskDays } from '../../models/task-days.ts'
import type { Task, TaskStore } from '../../models/tasks.ts'
import type { Clock } from '../clock.ts'
import type { Coupons } from '../coupons/contract.ts'
import type { Customers } from '../customers/contract.ts'
import type { FollowUpRules } from '../language/follow-up-rules.ts'
import type { Log } from '../log.ts'
import { createActOnTask } from './act-on-task.ts'
import { acceptAction } from './actions/accept.ts'
import { callAction } from './actions/call.ts'
import { correctAction } from './actions/correct.ts'
import { doneAction } from './actions/done.ts'
import { laterAction } from './actions/later.ts'
import { passOnAction } from './actions/pass-on.ts'
import { createQuieten } from './actions/quieten.ts'
import { createAdvanceTask } from './advance-task.ts'
import { createCloseCard } from './close-card.ts'
import type { Sales } from './contract.ts'
import { createDayPlaces } from './day-places.ts'
import { createFindAssignee } from './find-assignee.ts'
import type { IntentRules } from './intent-score.ts'
import { createIntentWatch } from './intent-watch.ts'
import { createNamedColleague } from './named-colleague.ts'
import { createCardWriter } from './notices/card.ts'
import { createNoticeTypes } from './notices/notice-types.ts'
import { createOpenTask, type OpenTaskClaims } from './open-task.ts'
import type { TaskRules } from './plan-task.ts'
import type { StaffMessenger, StaffSms } from './ports.ts'
import { createReassignTask } from './reassign-task.ts'
import type { StaffDirectory } from './staff-directory.ts'
import { createStaffQuiet } from './staff-quiet.ts'
import { createTaskBoards } from './task-board.ts'
import { codeOfCard } from './task-card.ts'
import { createTaskEvents } from './task-events.ts'
import { createTaskFacts } from './task-facts.ts'
import { createTaskViews } from './task-views.ts'

const hourMs = 3_600_000
const putBackMs = 5 * 60_000

/** The sales hand-over: intent, tasks, and what salespeople do with them. */
export function createSales(deps: {
  tasks: TaskStore
  taskDays: TaskDays
  board: TaskBoardReader
  claims: OpenTaskClaims
  customers: Customers
  coupons: Pick<Coupons, 'of'>
  directory: StaffDirectory
  messenger: StaffMessenger
  sms: StaffSms
  smsTemplates: Record<string, string>
  publicUrl: string
  taskRules: TaskRules
  /** How many a day, asked each time. */
  followUps: () => FollowUpRules
  intentRules: IntentRules
  acceptMs: number
  randomCode(alphabet: string, length: number): string
  clock: Clock
  log: Log
}): Sales {
  const { tasks, claims, customers, directory, messenger, clock, log, taskRules: rules } = deps
  const events = createTaskEvents(deps)
  const factsOf = createTaskFacts(deps)
  const places = createDayPlaces({ days: deps.taskDays, tasks, rules: deps.followUps, clock })
  const usualWhenFull = () => deps.followUps().whenFull
  const findAssignee = createFindAssignee({ ...deps, places })
  const closeCard = createCloseCard(deps)
  const writeCard = createCardWriter({ ...deps, factsOf })
  const noticeTypes = createNoticeTypes({ ...deps, factsOf }, writeCard)
  const advance = createAdvanceTask({
    tasks,
    directory,
    noticeTypes,
    findAssignee,
    places,
    usualWhenFull,
    closeCard,
    events,
    rules,
    clock,
    log,
  })
  const opening = createOpenTask({ ...deps, findAssignee, places, usualWhenFull, events, advance, closeCard })
  const watch = createIntentWatch({ ...deps, rules: deps.intentRules, openTask: opening.open })
  const quieten = createQuieten(deps)
  const due = {
    dueMs: rules.dueMs,
    hoursOf: ({ assignee }: Task) => directory.hoursOf(assignee),
    events,
  }
  const actions = {
    accept: acceptAction(due),
    call: callAction(),
    done: doneAction({ claims, events, quieten }),
    correct: correctAction({ events, quieten }),
    later: laterAction(due),
    pass_on: passOnAction({ customers, directory, findAssignee, places, advance, events, clock }),
  }
  const views = createTaskViews({ ...deps, factsOf })
  let woken = Number.NEGATIVE_INFINITY

  /** Now and then, since a process of the last release may still accept tasks beside this one. */
  async function wakeUndated(): Promise<void> {
    const now = clock.now()
    if (now.getTime() - woken < hourMs) return
    const count = await tasks.wakeUndated(now)
    woken = now.getTime()
    if (count > 0) log.info({ count }, 'accepted tasks without a deadline get one')
  }

  /** One task that cannot go on must not stand before all others for ever. */
  async function putBack(taskId: string): Promise<void> {
    const task = await tasks.find(taskId)
    if (task) await tasks.replace({ ...task, dueAt: new Date(clock.now().getTime() + putBackMs) })
  }

  return {
    wants: ({ name }) => name === 'customer.merged' || watch.wants(name),
    async onEvent(event, customer) {
      if (event.name === 'customer.merged') {
        await opening.uniteTasks([customer._id, ...customer.mergedFrom], customer._id)
      }
      await watch.onEvent(event, customer)
    },
    openTask: opening.open,
    reassign: createReassignTask({
      tasks,
      colleagueOf: createNamedColleague({ ...deps, places }),
      places,
      closeCard,
      advance,
      events,
    }),
    act: createActOnTask({ tasks, actions, closeCard, messenger, writeCard, log }),

    async advanceDue() {
      await wakeUndated()
      const due = await tasks.due(clock.now(), 100)
      for (const task of due) {
        try {
          if (task.state === 'planned') await opening.place(task)
          else await advance(task._id)
        } catch (error) {
          log.error({ err: error, taskId: task._id }, 'a due task failed and is tried again later')
          await putBack(task._id)
        }
      }
      if (due.length > 0) log.debug({ count: due.length }, 'due tasks advanced')
      return due.length
    },
    nextDueAt: () => tasks.nextDueAt(),

    async taskOfCard(cardId) {
      const code = codeOfCard(cardId)
      return code ? tasks.taskIdOfCode(code) : null
    },
    taskOfCode: (code) => tasks.taskIdOfCode(code),
    find: (taskId) => tasks.find(taskId),
    ...views,
    ...createTaskBoards({ ...deps, places }),
    ...createStaffQuiet(deps),
  }
}
