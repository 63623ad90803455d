import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Activity } from '../domain/activity.ts'
import type { Clock } from '../domain/clock.ts'
import type { Customers } from '../domain/customers/contract.ts'
import type { Inbox } from '../domain/inbox/inbox.ts'
import type { Registry } from '../domain/language/registry.ts'
import type { AddedBy, Context } from '../http/context.ts'
import { contract, json } from '../http/contract.ts'
import { requireTraits } from '../http/given-traits.ts'
import { type LeadForm, leadFormSchema } from '../http/lead-form.ts'
import type { RequireHarmless } from './harmless-words.ts'
import type { Login } from './session.ts'
import { wordsOf } from './trait-words.ts'

export const leadsContract = contract({
  summary: 'Hand in a form, with or without a log-in; one id counts once.',
  status: 202,
  body: json(leadFormSchema, 16 * 1024),
  answer: z.object({ accepted: z.literal(true) }),
  refusals: ['request.unprocessable'],
})

/** POST /mp/v1/leads: with or without a log-in. The form is sealed and durable before the 202. */
export function createLeads(deps: {
  customers: Pick<Customers, 'identityKey'>
  inbox: Inbox
  clock: Clock
  background: Activity['background']
  registry: Pick<Registry, 'traits'>
  requireHarmless: RequireHarmless
}) {
  const { customers, inbox, clock, background, registry, requireHarmless } = deps

  /** Whose ids must not meet: two strangers' phones may number their forms alike. The number itself is not in it. */
  function senderOf(lead: LeadForm): string {
    const key = customers.identityKey({ kind: 'phone', value: lead.phone, verified: false })
    return `anyone-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`
  }

  return async (ctx: Context<{ login: Login | null } & AddedBy<typeof leadsContract>>) => {
    const { login } = ctx.state
    const lead = ctx.state.given.body
    const _id = `lead:${login?.subject ?? senderOf(lead)}:${lead.form}:${lead.id}`
    const { traits, traitConsents, ...form } = lead
    const taken = requireTraits({ traits, traitConsents }, { source: 'form', registry })
    await requireHarmless(login, 'profile', { nickname: form.nickname, ...wordsOf(taken) })
    const payload = { lead: form, customerId: login?.subject ?? null, traits: taken }
    await inbox.accept({ _id, source: 'lead', kind: lead.form, at: clock.now(), payload })
    background('lead', () => inbox.process(_id))
    ctx.status = 202
    ctx.body = { accepted: true }
  }
}
