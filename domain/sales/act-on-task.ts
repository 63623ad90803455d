import type { Notice, Task, TaskStore } from '../../models/tasks.ts'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { ActionKind } from './actions/action.ts'
import type { CloseCard } from './close-card.ts'
import type { Sales, TaskAct, TaskAction } from './contract.ts'
import type { CardWriter } from './notices/card.ts'
import { isOpen } from './plan-task.ts'
import type { StaffMessenger } from './ports.ts'
import { taskTexts } from './task-card.ts'

export type TaskActions = { [Action in TaskAction]: ActionKind<Action> }

/** What a press of a button does. A repeated `actionId` changes nothing and answers the same. */
export function createActOnTask(deps: {
  tasks: TaskStore
  actions: TaskActions
  closeCard: CloseCard
  messenger: StaffMessenger
  writeCard: CardWriter
  log: Log
}): Sales['act'] {
  const { tasks, actions, closeCard, messenger, writeCard, log } = deps

  /**
   * @throws DomainError `task.not_found`; `task.not_yours` when it was handed to somebody else; `task.closed` when it is
   * finished; and what the action itself refuses. A press that is refused takes the buttons off the card it came from.
   */
  return async (act) => {
    const kind = actions[act.action] as ActionKind<TaskAction>
    for (;;) {
      const task = await tasks.find(act.taskId)
      if (!task) throw new DomainError('task.not_found', { taskId: act.taskId })
      const after = isRepeat(task, act) ? task : await attempt(task, act, kind)
      if (!after) continue
      if (isRepeat(after, act)) await kind.follow(after, act)
      await updateCard(after, act, kind)
      return { state: after.state, text: kind.said }
    }
  }

  /** The changed task as stored, or null when another writer was faster. */
  async function attempt(task: Task, act: TaskAct, kind: ActionKind<TaskAction>): Promise<Task | null> {
    const gone = whyGone(task, act, kind)
    if (gone) {
      await closePressed(act, gone.text)
      throw gone.error
    }
    const { at, staff, actionId, note } = act
    const after = await kind.apply(task, act, { at, what: 'done', staff, actionId, note })
    return after === task ? task : tasks.replace(after)
  }

  /** The code a press brought is the only one some cards ever have. */
  async function closePressed({ taskId, staff, responseCode }: TaskAct, text: string): Promise<void> {
    await closeCard({ _id: taskId }, { staff, responseCode }, text)
  }

  async function updateCard(task: Task, act: TaskAct, { look }: ActionKind<TaskAction>): Promise<void> {
    if (look.card === 'kept') return
    const card = newestCardOf(task, act.staff)
    if (look.card === 'closed') {
      await closeCard(
        task,
        { staff: act.staff, responseCode: act.responseCode ?? card?.responseCode },
        look.text,
      )
      return
    }
    // Without a press the one code of the card is kept for its end.
    if (!card || !act.responseCode) return
    const { kind } = await messenger.replaceCard({
      responseCode: act.responseCode,
      card: await writeCard(task, card),
    })
    if (kind !== 'sent') log.info({ taskId: task._id, outcome: kind }, 'task card not replaced')
  }
}

function isRepeat(task: Task, { actionId, staff }: TaskAct): boolean {
  const entry = task.log.find((each) => each.actionId === actionId)
  return entry !== undefined && isSame(entry.staff, staff)
}

/** Why it is not this person's task any more, and what their card says from now on. */
function whyGone(
  task: Task,
  { staff }: TaskAct,
  { works }: ActionKind<TaskAction>,
): { error: DomainError; text: string } | null {
  if (works === 'open' ? !isOpen(task) : task.state !== 'done') {
    const text = task.state === 'joined' ? taskTexts.joined : taskTexts.done
    return { error: new DomainError('task.closed', { state: task.state }), text }
  }
  if (isSame(task.assignee, staff)) return null
  return {
    error: new DomainError('task.not_yours', { assignee: task.assignee }),
    text: taskTexts.handedOver,
  }
}

function newestCardOf(task: Task, staff: string): Notice | undefined {
  return task.notices.findLast((notice) => notice.kind === 'card' && isSame(notice.staff, staff))
}

/** WeCom compares userids ignoring case. */
function isSame(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase()
}
