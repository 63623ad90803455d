import { randomUUID } from 'node:crypto'
import type { Next } from 'koa'
import { z } from 'zod'
import type { Clock } from '../../../domain/clock.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { StaffLogin } from '../../../domain/sales/ports.ts'
import { allowContent } from '../../../http/content-policy.ts'
import type { Context } from '../../../http/context.ts'
import { contract } from '../../../http/contract.ts'
import { equalSecret } from '../../../http/equal.ts'
import { refusalOf } from '../../../http/errors.ts'
import { foreignLineSchema } from '../../../http/foreign-line.ts'
import { pageStyle, presentPage } from '../../../http/page.ts'
import { parse } from '../../../http/parse.ts'
import { readBody } from '../../../http/read-body.ts'
import { HttpRefusal } from '../../../http/refusal.ts'
import { noteRefusal } from '../../../http/refusal-note.ts'
import { createRouter, type RouteTable } from '../../../http/router.ts'
import type { SessionStore } from '../../../models/sessions.ts'
import type { Task } from '../../../models/tasks.ts'
import type { TaskPageSales } from './ports.ts'
import { presentTask } from './present-task.ts'
import { createStaffSession, type StaffMember } from './staff-session.ts'

const formSchema = z.object({
  csrf: z.string().max(100),
  once: z.string().regex(/^[\w-]{1,64}$/),
  note: foreignLineSchema(500).optional(),
})
/** Becomes part of the address the log-in comes back to. */
const codeSchema = z.object({ code: z.string().regex(/^[\w-]{1,64}$/, 'the code of a task') })
const actionSchema = z.enum(['accept', 'done', 'pass_on'])

/** `/task/:code`: a follow-up task as a page, for the salesperson it is given to, after a log-in by WeCom. */
export function createTaskPageRouter(deps: {
  sales: TaskPageSales
  customers: Pick<Customers, 'find'>
  /** Null when WeCom is not configured: then nobody can log in. */
  login: StaffLogin | null
  sessions: SessionStore
  clock: Clock
  publicUrl: string
}): RouteTable {
  const { sales, customers, login, clock } = deps
  const router = createRouter({ prefix: '/task' })
  const session = login && createStaffSession({ ...deps, login })

  router.use(allowContent(pageStyle, "form-action 'self'"))
  router.use(answerInPages)

  router.get('/:code', contract({ params: codeSchema }), async (ctx) => {
    if (!session) throw new DomainError('login.refused', { check: 'configuration' })
    const taskCode = ctx.state.given.params.code
    const path = `/task/${taskCode}`
    const { code, state } = ctx.query
    if (typeof code === 'string' && typeof state === 'string') {
      await session.finish(ctx, { code, state })
      // The code is used up: it must not stay in the address.
      ctx.status = 303
      ctx.set('Location', path)
      return
    }
    const staff = await session.who(ctx)
    if (!staff) return session.begin(ctx, path)
    const task = await taskFor(staff, taskCode)
    const customer = await customers.find(task.customerId)
    const nickname = customer?.profile.nickname ?? '未留昵称'
    ctx.type = 'html'
    ctx.body = presentTask({ task, nickname, csrf: staff.csrf, once: randomUUID() })
  })

  router.post('/:code/:action', async (ctx) => {
    const staff = session && (await session.who(ctx))
    if (!staff) throw new DomainError('session.invalid')
    const fields = Object.fromEntries(new URLSearchParams(await readBody(ctx, 16 * 1024)))
    const form = parse(formSchema, fields)
    if (!equalSecret(form.csrf, staff.csrf)) throw new HttpRefusal('form.stale')
    const action = parse(actionSchema, ctx.params.action)
    // Whether it is theirs is up to the engine: a second press of 转交 is a repeat, although it is a colleague's by now.
    const task = await taskOf(ctx.params.code ?? '')
    await sales.act({
      taskId: task._id,
      staff: staff.userid,
      action,
      actionId: `page:${task.code}:${action}:${form.once}`,
      ...(form.note ? { note: form.note } : {}),
      at: clock.now(),
    })
    ctx.type = 'html'
    ctx.body = presentPage(task.title, `<section><p>${texts[action]}</p></section>`)
  })

  async function taskOf(code: string): Promise<Task> {
    const taskId = await sales.taskOfCode(code)
    const task = taskId === null ? null : await sales.find(taskId)
    if (!task) throw new DomainError('task.not_found')
    return task
  }

  async function taskFor(staff: StaffMember, code: string): Promise<Task> {
    const task = await taskOf(code)
    // A link that was passed on shows nothing of the customer. Userids are unique whatever their case.
    if (task.assignee?.toLowerCase() !== staff.userid.toLowerCase()) throw new DomainError('task.not_yours')
    return task
  }

  return router
}

const texts = { accept: '已接受，请尽快跟进。', done: '已完成，辛苦了。', pass_on: '已转交给其他同事。' }

const pages: Record<string, string> = {
  'task.not_found': '任务不存在或链接已失效。',
  'task.not_yours': '该任务已由其他同事跟进。',
  'task.closed': '该任务已结束。',
  'staff.not_found': '当前没有其他同事可以接手，暂时无法转交。',
  'session.invalid': '登录已过期，请重新打开任务链接。',
  'login.refused': '登录未成功，请在企业微信中重新打开任务链接。',
  'form.stale': '页面已过期，请返回任务页刷新后重试。',
  'platform.unavailable': '企业微信暂时无法连接，请稍后重试。',
}

/** Refusals as a page people can read, with the same status as elsewhere. */
async function answerInPages(ctx: Context, next: Next): Promise<void> {
  ctx.set('Cache-Control', 'no-store, private')
  ctx.set('Referrer-Policy', 'no-referrer')
  try {
    await next()
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal) throw error
    noteRefusal(ctx, error)
    ctx.status = refusal.status
    ctx.type = 'html'
    ctx.body = presentPage(
      '无法打开',
      `<section><p>${pages[refusal.code] ?? (refusal.status >= 500 ? '系统繁忙，请稍后重试。' : '请求有误，请返回重试。')}</p></section>`,
    )
  }
}
