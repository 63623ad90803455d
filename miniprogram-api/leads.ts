import { createHash } from 'node:crypto'
import type { Context } from 'koa'
import type { Activity } from '../domain/activity.ts'
import type { Clock } from '../domain/clock.ts'
import type { Customers } from '../domain/customers/contract.ts'
import type { Inbox } from '../domain/inbox/inbox.ts'
import { parse } from '../http/parse.ts'
import type { RateLimit } from '../http/rate-limit.ts'
import { readJson } from '../http/read-body.ts'
import { type LeadForm, leadFormSchema } from './lead-form.ts'
import type { Who } from './who.ts'

/** POST /mp/v1/leads: with or without a log-in. The form is sealed and durable before the 202. */
export function createLeads(deps: {
  who: Who
  customers: Pick<Customers, 'identityKey'>
  inbox: Inbox
  clock: Clock
  background: Activity['background']
  limit: RateLimit
}) {
  const { who, customers, inbox, clock, background, limit } = deps

  /** Whose ids must not meet: two strangers' phones may number their forms alike. The number itself is not in it. */
  function senderOf(lead: LeadForm): string {
    const key = customers.identityKey({ kind: 'phone', value: lead.phone, verified: false })
    return `anyone-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`
  }

  return async (ctx: Context) => {
    await limit(ctx.ip)
    const loggedIn = await who.whoever(ctx)
    const lead = parse(leadFormSchema, await readJson(ctx, 16 * 1024))
    const _id = `lead:${loggedIn?.subject ?? senderOf(lead)}:${lead.form}:${lead.id}`
    const payload = { lead, customerId: loggedIn?.subject ?? null }
    await inbox.accept({ _id, source: 'lead', kind: lead.form, at: clock.now(), payload })
    background('lead', () => inbox.process(_id))
    ctx.status = 202
    ctx.body = { accepted: true }
  }
}
