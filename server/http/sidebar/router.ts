import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { Clock } from '../../../domain/clock.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { StaffLogin } from '../../../domain/sales/ports.ts'
import type { PageSigner } from '../../../domain/sidebar/ports.ts'
import type { Sidebar } from '../../../domain/sidebar/sidebar.ts'
import { allowFramedContent } from '../../../http/content-policy.ts'
import type { Context } from '../../../http/context.ts'
import { contract } from '../../../http/contract.ts'
import { equalSecret } from '../../../http/equal.ts'
import { parse } from '../../../http/parse.ts'
import { readBody } from '../../../http/read-body.ts'
import { HttpRefusal } from '../../../http/refusal.ts'
import { createRouter, type RouteTable } from '../../../http/router.ts'
import type { SessionStore } from '../../../models/sessions.ts'
import { createStaffSession, type StaffMember } from '../staff/staff-session.ts'
import { actOnForm } from '../task-page/act-on-form.ts'
import { readForm } from '../task-page/forms.ts'
import type { TaskPageSales } from '../task-page/ports.ts'
import { answerInSidebar } from './answer-in-sidebar.ts'
import {
  chatParams,
  liftForm,
  quietForm,
  remarkForm,
  sentForm,
  signatureForm,
  tagsForm,
  trackedForm,
} from './forms.ts'
import { presentSidebarFrame, sidebarStyle } from './frame.ts'
import { readPageScripts } from './page-scripts.ts'
import { presentCustomer } from './present-customer.ts'

const root = '/sidebar'
/** The longest words, three bytes a character, each written as three. */
const mostBytes = 160 * 1024
/** WeCom shows the page in a frame of its own where it runs in a browser. */
const wecomOrigins = 'https://work.weixin.qq.com https://*.work.weixin.qq.com'

const chat = contract({ params: chatParams })

/** What salespeople have beside the chat in WeCom: `/sidebar` finds out whose chat it is, `/sidebar/c/:id` is that customer. */
export function createSidebarRouter(deps: {
  sidebar: Sidebar
  signer: PageSigner
  login: StaffLogin
  sales: Pick<TaskPageSales, 'taskOfCode' | 'zoneOf' | 'act'>
  sessions: SessionStore
  staffName: (userid: string) => Promise<string>
  /** Tags there are to put on. */
  knownTags: () => Promise<readonly string[]>
  clock: Clock
  publicUrl: string
}): RouteTable {
  const { sidebar, signer, sales, staffName, knownTags, clock, publicUrl } = deps
  const session = createStaffSession({ ...deps, path: root })
  const scripts = readPageScripts()
  const router = createRouter()

  router.use(
    allowFramedContent(
      wecomOrigins,
      "script-src 'self'",
      sidebarStyle,
      "connect-src 'self'",
      "form-action 'self'",
    ),
  )
  router.get(`${root}/files/:name`, scripts.answer)
  router.use(answerInSidebar)

  router.get(root, async (ctx) => {
    const staff = await session.loggedIn(ctx, root)
    if (!staff) return
    await answer(ctx, staff, '<section><p class="quiet">正在看这是和谁的聊天…</p></section>')
  })

  router.get(`${root}/c/:id`, chat, async (ctx) => {
    const { id } = ctx.state.given.params
    const staff = await session.loggedIn(ctx, `${root}/c/${id}`)
    if (!staff) return
    const view = await sidebar.view(id, staff.userid)
    const hidden = { path: `${root}/c/${id}`, csrf: staff.csrf, once: randomUUID() }
    await answer(ctx, staff, presentCustomer(view, await knownTags(), hidden), id)
  })

  router.post(`${root}/signature`, async (ctx) => {
    const { given } = await pressed(ctx, signatureForm)
    const { ticket, url, refused } = given
    if (!isOurs(url)) throw new DomainError('request.malformed', { field: 'url' })
    if (refused !== '') await signer.replace(ticket, refused)
    ctx.body = await signer.sign(ticket, url)
  })

  router.post(`${root}/c/:id/tracked`, chat, async (ctx) => {
    const { staff, given } = await pressed(ctx, trackedForm)
    const { id: externalUserid } = ctx.state.given.params
    const { piece, words } = given
    ctx.type = 'text/plain'
    ctx.body = await sidebar.tracked({ externalUserid, staff: staff.userid, piece, words })
  })

  router.post(`${root}/c/:id/sent`, chat, async (ctx) => {
    const { staff, given } = await pressed(ctx, sentForm)
    const { once, piece, part } = given
    await sidebar.sent({ ...actBy(ctx, staff), once, piece, part })
    ctx.status = 204
  })

  router.post(`${root}/c/:id/remark`, chat, async (ctx) => {
    const { staff, given } = await pressed(ctx, remarkForm)
    await sidebar.rename({ ...actBy(ctx, staff), once: given.once, remark: given.remark })
    back(ctx)
  })

  router.post(`${root}/c/:id/tags`, chat, async (ctx) => {
    const { staff, given } = await pressed(ctx, tagsForm)
    const { once, add, remove } = given
    await sidebar.changeTags({
      ...actBy(ctx, staff),
      once,
      add: add ? [add] : [],
      remove: remove ? [remove] : [],
    })
    back(ctx)
  })

  router.post(`${root}/c/:id/quiet`, chat, async (ctx) => {
    const { staff, given } = await pressed(ctx, quietForm)
    const { csrf: _, ...asked } = given
    await sidebar.quieten({ ...actBy(ctx, staff), ...asked })
    back(ctx)
  })

  router.post(`${root}/c/:id/unquiet`, chat, async (ctx) => {
    const { staff, given } = await pressed(ctx, liftForm)
    await sidebar.unquieten({ ...actBy(ctx, staff), once: given.once })
    back(ctx)
  })

  router.post(`${root}/c/:id/task/:code/:action`, chat, async (ctx) => {
    const staff = await member(ctx)
    const fields = await fieldsOf(ctx)
    const form = readForm(fields)
    guard(staff, form.csrf)
    const { code, action } = ctx.params
    // The phone is dialled from the task's own page.
    if (action === 'call') throw new HttpRefusal('route.not_found')
    const { once, note } = form
    await actOnForm({ sales, clock }, { staff: staff.userid, code, action, fields, once, note })
    back(ctx)
  })

  async function answer(ctx: Context, staff: StaffMember, body: string, customer?: string): Promise<void> {
    ctx.type = 'html'
    ctx.body = presentSidebarFrame({
      staffName: await staffName(staff.userid),
      scripts: scripts.paths,
      data: {
        csrf: staff.csrf,
        corp: signer.corpId,
        agent: String(signer.agentId),
        ...(customer !== undefined && { customer }),
      },
      body,
    })
  }

  async function member(ctx: Context): Promise<StaffMember> {
    const staff = await session.who(ctx)
    if (!staff) throw new DomainError('session.invalid')
    return staff
  }

  /** Who pressed it and what they gave; only forms of their own session count. */
  async function pressed<T extends { csrf: string }>(ctx: Context, schema: z.ZodType<T>) {
    const staff = await member(ctx)
    const given = parse(schema, await fieldsOf(ctx))
    guard(staff, given.csrf)
    return { staff, given }
  }

  /** A page of this very origin; what else can be written in an address must not make another one look like it. */
  function isOurs(url: string): boolean {
    if (!URL.canParse(url)) return false
    const { origin, username, password, pathname } = new URL(url)
    const isOurPage = pathname === root || pathname.startsWith(`${root}/`)
    return origin === new URL(publicUrl).origin && username === '' && password === '' && isOurPage
  }

  return router
}

const fieldsOf = async (ctx: Context): Promise<Record<string, string>> =>
  Object.fromEntries(new URLSearchParams(await readBody(ctx, mostBytes)))

function guard(staff: StaffMember, csrf: string): void {
  if (!equalSecret(csrf, staff.csrf)) throw new HttpRefusal('form.stale')
}

const actBy = (ctx: Context<{ given: { params: { id: string } } }>, staff: StaffMember) => ({
  externalUserid: ctx.state.given.params.id,
  staff: staff.userid,
  address: ctx.ip,
})

function back(ctx: Context<{ given: { params: { id: string } } }>): void {
  ctx.status = 303
  ctx.set('Location', `${root}/c/${ctx.state.given.params.id}`)
}
