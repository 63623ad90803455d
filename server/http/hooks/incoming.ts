import { z } from 'zod'
import type { Activity } from '../../../domain/activity.ts'
import type { Clock } from '../../../domain/clock.ts'
import { contactIn, noContactData } from '../../../domain/customers/contact-data.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { Inbox, Sealer } from '../../../domain/inbox/inbox.ts'
import type { AddedBy, Context, Guard } from '../../../http/context.ts'
import { contract, json } from '../../../http/contract.ts'
import { foreignIdSchema } from '../../../http/foreign-line.ts'
import { readBody } from '../../../http/read-body.ts'
import { HttpRefusal } from '../../../http/refusal.ts'
import type { WebhookStore } from '../../../models/webhooks.ts'
import { buyerFields, claimsOf } from './shop-event.ts'
import { checkSigned, standard } from './shop-signature.ts'

const bodyLimitBytes = 64 * 1024
const mostProps = 40

const propSchema = z.union([
  z.string().max(500),
  z.number(),
  z.boolean(),
  z.array(z.string().max(128)).max(50),
])

/** One event of an outside system, in the payload form of Standard Webhooks: what happened, when, to whom, and more about it. */
const incomingSchema = z
  .object({
    type: z
      .string()
      .regex(/^[a-z][a-z0-9_.]{0,60}$/, 'small letters, digits, _ and . such as deal.won')
      .transform((type) => (type.startsWith('custom.') ? type : `custom.${type}`))
      .refine((type) => type.length <= 68, 'at most 61 characters'),
    timestamp: z.iso.datetime({ offset: true }),
    data: z.object({
      customer: z
        .object({ ...buyerFields, id: foreignIdSchema(128).optional() })
        .refine(
          (ids) => Object.values(ids).some((id) => id !== undefined),
          'at least one id of the customer',
        ),
      props: z
        .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/), propSchema)
        .refine((props) => Object.keys(props).length <= mostProps, `at most ${mostProps} fields`)
        .default({}),
    }),
  })
  .superRefine(({ data: { props } }, context) => {
    const field = contactIn(props)
    if (field === null) return
    context.addIssue({ code: 'custom', path: ['data', 'props', ...field.split('.')], message: noContactData })
  })

export const incomingContract = contract({
  params: z.object({ source: z.string().max(64) }),
  body: json(incomingSchema, bodyLimitBytes),
  answer: z.object({ accepted: z.literal(true) }),
})

/** Lets through what a registered sender signed by one of its secrets, at most five minutes off. */
export function requireSenderSignature(deps: {
  webhooks: Pick<WebhookStore, 'find'>
  sealer: Pick<Sealer, 'unseal'>
  clock: Clock
}): Guard {
  return async function checkSenderSignature(ctx, next) {
    const body = await readBody(ctx, bodyLimitBytes)
    const source = await deps.webhooks.find(ctx.params.source ?? '')
    if (source?.direction !== 'in') throw new HttpRefusal('route.not_found')
    const secrets = source.secrets.map(({ value }) => deps.sealer.unseal(value))
    checkSigned(
      standard((name) => ctx.get(name), body, secrets),
      deps.clock,
    )
    ctx.state.bodyText = body
    await next()
  }
}

const usableCustomer = 'id, unionid, phone or ext of the customer: with these ids nobody can be found'

/** POST /hooks/in/:source: one event, durable before the 202; the same `webhook-id` of a source counts once. */
export function createIncomingHook(deps: {
  inbox: Inbox
  background: Activity['background']
  customers: Pick<Customers, 'identityKey' | 'find'>
  appid: string | null
}) {
  const { inbox, background, customers, appid } = deps

  return async (ctx: Context<AddedBy<typeof incomingContract>>) => {
    const { params, body } = ctx.state.given
    const { id, ...ids } = body.data.customer
    const claims = claimsOf(ids, appid)
    if (id === undefined ? claims.length === 0 : (await customers.find(id)) === null) {
      throw new HttpRefusal('request.unprocessable', { expected: usableCustomer })
    }
    for (const claim of claims) customers.identityKey(claim)
    const _id = `in:${params.source}:${ctx.get('webhook-id')}`
    await inbox.accept({ _id, source: 'in', kind: body.type, at: new Date(body.timestamp), payload: body })
    background('webhook in', () => inbox.process(_id))
    ctx.status = 202
    ctx.body = { accepted: true }
  }
}

/** The inbox handler of source `in`: who it is, then what happened. */
export function createIncomingHandler(deps: {
  customers: Pick<Customers, 'find' | 'getOrCreate' | 'hear'>
  appid: string | null
}) {
  const { customers, appid } = deps

  return async (payload: unknown, record: { _id: string; at: Date }): Promise<'done'> => {
    const { type, data } = incomingSchema.parse(payload)
    const { id, ...ids } = data.customer
    // The sender as people named it: `in:<source>:<webhook-id>`.
    const source = `in:${record._id.split(':')[1]}`
    const customer =
      id === undefined
        ? await customers.getOrCreate(claimsOf(ids, appid), { source, at: record.at })
        : await customers.find(id)
    if (customer === null) throw new DomainError('customer.not_found', { customerId: id })
    await customers.hear({
      ...{ _id: record._id, customerId: customer._id, name: type, at: record.at },
      ...{ props: data.props, source },
    })
    return 'done'
  }
}
