import type { Clock } from '../../../domain/clock.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { TaskAct } from '../../../domain/sales/contract.ts'
import { readAct, readAction } from './forms.ts'
import type { TaskPageSales } from './ports.ts'

/** What was pressed on a form of a task, wherever that form stands. */
export interface PressedForm {
  staff: string
  /** Of the task, as its links say it. */
  code: string | undefined
  action: string | undefined
  fields: Record<string, string>
  /** Its common fields, read already. */
  once: string
  note: string | undefined
}

/** Does it. Throws as `Sales.act`, `task.not_found`, and `request.malformed` with words for the salesperson. */
export async function actOnForm(
  { sales, clock }: { sales: Pick<TaskPageSales, 'taskOfCode' | 'zoneOf' | 'act'>; clock: Clock },
  { staff, code = '', action: pressed, fields, once, note }: PressedForm,
): Promise<{ act: TaskAct; text: string }> {
  const action = readAction(pressed)
  const taskId = await sales.taskOfCode(code)
  if (taskId === null) throw new DomainError('task.not_found')
  // Whether it is theirs is up to the engine: a second press of 转交 is a repeat, although it is a colleague's by now.
  const act = readAct(action, fields, await sales.zoneOf(staff), {
    taskId,
    staff,
    actionId: `page:${code}:${action}:${once}`,
    note,
    at: clock.now(),
  })
  const { text } = await sales.act(act)
  return { act, text }
}
