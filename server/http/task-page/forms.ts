import { DateTime } from 'luxon'
import { z } from 'zod'
import { quietScopes } from '../../../domain/customers/quiet.ts'
import type { TaskAct, TaskAction } from '../../../domain/sales/contract.ts'
import { cleanLine } from '../../../domain/text/clean-line.ts'
import { parse } from '../../../http/parse.ts'
import type { RelationChannel } from '../../../models/customer.ts'
import { taskResults } from '../../../models/tasks.ts'

/** What every form of the page carries; messages are what the salesperson reads. */
const common = {
  csrf: z.string().max(100),
  once: z.string().regex(/^[\w-]{1,64}$/),
  note: z
    .string()
    .max(500, '备注最多 500 字，请缩短后再提交。')
    .transform((note) => cleanLine(note) || undefined)
    .optional(),
}
const anyForm = z.object(common)
const localMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/

/** The part of each form that is its own. */
const own = {
  accept: () => z.object({}),
  correct: () => z.object({ result: z.enum(taskResults, '请先选一个结果。') }),
  call: () => z.object({}),
  done: () => z.object({ result: z.enum(taskResults, '请先选一个结果，再点完成。') }),
  later: (zone: string) =>
    z.object({
      until: z
        .string('请选一个再跟进的时间。')
        .regex(localMoment, '请选一个再跟进的时间。')
        .transform((written) => DateTime.fromISO(written, { zone }))
        .refine((moment) => moment.isValid, '这个时间不存在，请重新选一个。')
        .transform((moment) => moment.toJSDate()),
    }),
  pass_on: () =>
    z.object({
      to: z
        .string()
        .max(64, '请从名单里选一位同事。')
        .transform((to) => to || undefined)
        .optional(),
    }),
} satisfies Record<TaskAction, (zone: string) => z.ZodType>

const quietForm = z.object({
  days: z.enum(['30', ''], '请选 30 天或一直。').transform((days) => (days === '' ? null : Number(days))),
})

/** 勿扰 as it is asked for; no channel chosen is all of them. @throws DomainError `request.malformed` with words for the salesperson */
export function readQuiet(fields: Record<string, string>): {
  channels: 'all' | RelationChannel[]
  days: number | null
} {
  const { days } = parse(quietForm, fields)
  const chosen = quietScopes.filter((scope) => scope !== 'all' && fields[scope] === '1')
  return { channels: chosen.length === 0 ? 'all' : (chosen as RelationChannel[]), days }
}

const actionSchema = z.enum(['accept', 'call', 'done', 'correct', 'later', 'pass_on'])

/** Which button it was. @throws DomainError `request.malformed` */
export function readAction(text: unknown): TaskAction {
  return parse(actionSchema, text)
}

/** The fields every form has. @throws DomainError `request.malformed` */
export function readForm(fields: Record<string, string>): z.output<typeof anyForm> {
  return parse(anyForm, fields)
}

/** The action with what its form says; 有兴趣，再约 is putting it off. @throws DomainError `request.malformed` with words for the salesperson */
export function readAct(
  action: TaskAction,
  fields: Record<string, string>,
  zone: string,
  base: Omit<TaskAct, 'action' | 'until' | 'to' | 'result'>,
): TaskAct {
  const said = parse(own[action](zone) as z.ZodType<object>, fields)
  // Who is interested is spoken to again: the task goes on, at the time that was agreed.
  if (action === 'done' && 'result' in said && said.result === 'interested') {
    const { until } = parse(own.later(zone), fields)
    return { ...base, action: 'later', until, result: 'interested' }
  }
  return { ...base, ...said, action } as TaskAct
}
