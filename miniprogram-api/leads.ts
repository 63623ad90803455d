import type { Context } from 'koa'
import type { Activity } from '../domain/activity.ts'
import type { Clock } from '../domain/clock.ts'
import type { Inbox } from '../domain/inbox/inbox.ts'
import { parse } from '../server/edge/parse.ts'
import type { RateLimit } from '../server/edge/rate-limit.ts'
import { readJson } from '../server/edge/read-body.ts'
import { leadFormSchema } from './lead-form.ts'
import type { Who } from './who.ts'

/** POST /mp/v1/leads: with or without a log-in. The form is sealed and durable before the 202. */
export function createLeads(deps: {
  who: Who
  inbox: Inbox
  clock: Clock
  background: Activity['background']
  limit: RateLimit
}) {
  const { who, inbox, clock, background, limit } = deps

  return async (ctx: Context) => {
    await limit(ctx.ip)
    const loggedIn = await who.whoever(ctx)
    const lead = parse(leadFormSchema, await readJson(ctx, 16 * 1024))
    const _id = `lead:${loggedIn?.subject ?? 'anyone'}:${lead.form}:${lead.id}`
    const payload = { lead, customerId: loggedIn?.subject ?? null }
    await inbox.accept({ _id, source: 'lead', kind: lead.form, at: clock.now(), payload })
    background('lead', () => inbox.process(_id))
    ctx.status = 202
    ctx.body = { accepted: true }
  }
}
