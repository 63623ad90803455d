import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../../../domain/clock.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { StaffLogin } from '../../../domain/sales/ports.ts'
import type { SmsLogin } from '../../../domain/sales/sms-login.ts'
import type { StaffQuietAct } from '../../../domain/sales/staff-quiet.ts'
import { allowContent } from '../../../http/content-policy.ts'
import type { Context } from '../../../http/context.ts'
import { contract } from '../../../http/contract.ts'
import { equalSecret } from '../../../http/equal.ts'
import { escapeHtml } from '../../../http/page.ts'
import { readBody } from '../../../http/read-body.ts'
import { HttpRefusal } from '../../../http/refusal.ts'
import { createRouter, type RouteTable } from '../../../http/router.ts'
import type { SessionStore } from '../../../models/sessions.ts'
import { createStaffSession, type StaffMember } from '../staff/staff-session.ts'
import { actOnForm } from './act-on-form.ts'
import { answerInPages } from './answer-in-pages.ts'
import { readForm, readQuiet } from './forms.ts'
import { frameScript, frameStyle, presentFrame } from './frame.ts'
import type { GroupSendsAskedOf, TaskPageSales } from './ports.ts'
import { groupSendsPath, presentGroupSends } from './present-group-sends.ts'
import { presentList } from './present-list.ts'
import { presentTask } from './present-task.ts'
import { createSmsLoginPages, isInWecom, smsLoginPath } from './sms-login-pages.ts'

type Fields = Record<string, string>

/** Becomes part of the address the log-in comes back to. */
const taskContract = contract({
  params: z.object({ code: z.string().regex(/^[\w-]{1,64}$/, 'the code of a task') }),
})

/** `/task`: one's own follow-ups; `/task/:code`: one of them; and the group-sends one is asked to confirm. For salespeople, after a log-in by WeCom or, outside it, by SMS. */
export function createTaskPageRouter(deps: {
  sales: TaskPageSales
  /** Null when nobody is asked for any. */
  groupSendsAskedOf: GroupSendsAskedOf | null
  /** Null without WeCom. */
  login: StaffLogin | null
  /** Null without a template for its codes; without both nobody can log in. */
  smsLogin: SmsLogin | null
  sessions: SessionStore
  /** Where a dialled number is noted. */
  auditLog: Pick<AuditLog, 'record'>
  clock: Clock
  publicUrl: string
}): RouteTable {
  const { sales, groupSendsAskedOf, smsLogin, auditLog, clock } = deps
  const router = createRouter()
  const session = createStaffSession({ ...deps, path: '/task' })
  const smsPages = smsLogin && createSmsLoginPages({ ...deps, smsLogin, session })

  router.use(
    allowContent(frameStyle, frameScript, "img-src 'self'", "connect-src 'self'", "form-action 'self' tel:"),
  )
  router.use(answerInPages)

  router.get('/task', async (ctx) => {
    const staff = await loggedIn(ctx, '/task')
    if (!staff) return
    ctx.type = 'html'
    const groupSends = await groupSendsAskedOf?.(staff.userid)
    ctx.body = presentList(await sales.listOf(staff.userid), groupSends ?? null)
  })

  if (groupSendsAskedOf) {
    // No code of a task has a hyphen.
    router.get(groupSendsPath, async (ctx) => {
      const staff = await loggedIn(ctx, groupSendsPath)
      if (!staff) return
      ctx.type = 'html'
      ctx.body = presentGroupSends(await groupSendsAskedOf(staff.userid), await sales.listOf(staff.userid))
    })
  }

  if (smsPages) {
    router.post(`${smsLoginPath}/code`, smsPages.ask)
    router.post(smsLoginPath, smsPages.enter)
  }

  router.get('/task/:code', taskContract, async (ctx) => {
    const { code } = ctx.state.given.params
    const staff = await loggedIn(ctx, `/task/${code}`)
    if (!staff) return
    const view = await sales.view(await taskIdOf(code), staff.userid)
    const list = await sales.listOf(staff.userid)
    ctx.type = 'html'
    ctx.body = presentTask({
      view,
      list,
      csrf: staff.csrf,
      once: randomUUID(),
      isJustSaved: ctx.query.saved === '1',
    })
  })

  for (const [path, change] of [
    ['quiet', (act: StaffQuietAct, fields: Fields) => sales.quieten({ ...act, ...readQuiet(fields) })],
    ['unquiet', (act: StaffQuietAct) => sales.unquieten(act)],
  ] as const) {
    router.post(`/task/:code/${path}`, async (ctx) => {
      const { staff, fields, form, code } = await pressed(ctx)
      const actionId = `page:${code}:${path}:${form.once}`
      await change({ taskId: await taskIdOf(code), staff: staff.userid, actionId }, fields)
      ctx.status = 303
      ctx.set('Location', `/task/${encodeURIComponent(code)}#quiet`)
    })
  }

  router.post('/task/:code/:action', async (ctx) => {
    const { staff, fields, form, code } = await pressed(ctx)
    const { action } = ctx.params
    const { act, text } = await actOnForm(
      { sales, clock },
      { staff: staff.userid, code, action, fields, once: form.once, note: form.note },
    )
    if (action === 'call') return dial(ctx, act.taskId, staff.userid)
    if (action !== 'pass_on') {
      ctx.status = 303
      ctx.set('Location', `/task/${encodeURIComponent(code)}${act.action === 'later' ? '?saved=1' : ''}`)
      return
    }
    ctx.type = 'html'
    const body = `<section class="done"><h2><b>✓ ${escapeHtml(text)}</b></h2><p class="quiet">接手的同事会收到卡片。</p></section><a class="button primary" href="/task">回到我的待办</a>`
    ctx.body = presentFrame({ title: '跟进待办', back: true, body })
  })

  /** A form of the page, by whoever is logged in. */
  async function pressed(ctx: Context) {
    const staff = await session.who(ctx)
    if (!staff) throw new DomainError('session.invalid')
    const fields: Fields = Object.fromEntries(new URLSearchParams(await readBody(ctx, 16 * 1024)))
    const form = readForm(fields)
    if (!equalSecret(form.csrf, staff.csrf)) throw new HttpRefusal('form.stale')
    return { staff, fields, form, code: ctx.params.code ?? '' }
  }

  /** The phone dials; the number is in no page. */
  async function dial(ctx: Context, taskId: string, userid: string): Promise<void> {
    const { phone, customerId } = await sales.phoneFor(taskId, userid)
    if (phone === null) throw new DomainError('task.not_found', { field: 'phone' })
    await auditLog.record(
      { memberId: userid, address: ctx.ip },
      { action: 'customer.dialled', on: `customer:${customerId}`, details: { task: taskId } },
    )
    ctx.status = 303
    ctx.set('Location', `tel:${phone}`)
  }

  async function loggedIn(ctx: Context, path: string): Promise<StaffMember | null> {
    if (smsPages && !isInWecom(ctx) && !(await session.who(ctx))) {
      smsPages.show(ctx, path)
      return null
    }
    return session.loggedIn(ctx, path)
  }

  async function taskIdOf(code: string): Promise<string> {
    const taskId = await sales.taskOfCode(code)
    if (taskId === null) throw new DomainError('task.not_found')
    return taskId
  }

  return router
}
