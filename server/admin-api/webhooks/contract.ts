import { z } from 'zod'
import { idSchema } from '../../../domain/language/names.ts'
import { eventKinds } from '../../../domain/webhooks/kinds.ts'
import { deliveryStates } from '../../../models/webhook-deliveries.ts'
import { endpoint } from '../core/endpoint.ts'
import { done, idParams, paged, pageQuery, time } from '../core/parts.ts'

const operators = ['owner', 'operator'] as const
const directions = ['out', 'in'] as const

const text = {
  name: z.string().trim().min(1, '写个名字').max(60),
  url: z.string().trim().max(2_000).optional(),
  events: z.array(z.enum(eventKinds)).max(eventKinds.length),
}
/** One it signs with already, `whsec_…`. */
const given = z.string().max(200).optional()
const seen = z.number().int().min(1)

const head = {
  id: z.string(),
  direction: z.enum(directions),
  rev: z.number(),
  name: z.string(),
  /** Where Kelu calls it, or where it calls Kelu. */
  url: z.string(),
  events: z.array(z.object({ kind: z.string(), name: z.string() })),
  state: z.enum(['active', 'paused']),
  paused: z.object({ because: z.enum(['hand', 'failing', 'gone']), at: time }).nullable(),
  failingSince: time.nullable(),
  /** Deliveries by how they stand, counted up to 1,000; null of a sender. */
  counts: z.object({ waiting: z.number(), dead: z.number() }).nullable(),
}
const madeSecret = z.object({ id: z.string(), rev: z.number(), secret: z.string() })

const delivery = z.object({
  id: z.string(),
  kind: z.string(),
  kindName: z.string(),
  createdAt: time,
  state: z.enum(deliveryStates),
  tries: z.number(),
  /** The next try of one that waits. */
  dueAt: time.nullable(),
  attempts: z.array(z.object({ at: time, status: z.number().nullable(), why: z.string().nullable() })),
  body: z.string(),
})

export const webhooks = {
  list: endpoint({
    method: 'get',
    path: '/webhooks',
    summary: 'Outside systems Kelu tells what happens, and those that tell it',
    roles: operators,
    answer: z.object({
      items: z.array(z.object(head).meta({ id: 'Webhook' })),
      /** What a receiver may be told. */
      kinds: z.array(z.object({ kind: z.string(), name: z.string() })),
    }),
  }),
  find: endpoint({
    method: 'get',
    path: '/webhooks/{id}',
    summary: 'One of them',
    roles: operators,
    params: idParams,
    answer: z.object({
      ...head,
      by: z.string(),
      at: time,
      /** Nothing of a secret but when it was made. */
      secrets: z.array(z.object({ id: z.string(), createdAt: time })),
      /** Flows that call it. */
      flows: z.array(z.string()),
    }),
  }),
  create: endpoint({
    method: 'post',
    path: '/webhooks',
    summary: 'Register one; its secret is told this once',
    roles: operators,
    body: z.object({ id: idSchema, direction: z.enum(directions), ...text, secret: given }),
    answer: madeSecret,
  }),
  save: endpoint({
    method: 'put',
    path: '/webhooks/{id}',
    summary: 'Change its name, address and what it is told',
    roles: operators,
    params: idParams,
    body: z.object({ rev: seen, ...text }),
    answer: z.object({ rev: z.number() }),
  }),
  remove: endpoint({
    method: 'delete',
    path: '/webhooks/{id}',
    summary: 'Let go of one that no flow calls',
    roles: operators,
    params: idParams,
    query: z.object({ rev: z.coerce.number<number | string>().int() }),
    answer: done,
  }),
  addSecret: endpoint({
    method: 'post',
    path: '/webhooks/{id}/secrets',
    summary: 'Make a secret more, which lives beside the others; it is told this once',
    roles: operators,
    params: idParams,
    body: z.object({ rev: seen, secret: given }),
    answer: madeSecret,
  }),
  removeSecret: endpoint({
    method: 'delete',
    path: '/webhooks/{id}/secrets/{secretId}',
    summary: 'Let go of a secret',
    roles: operators,
    params: z.object({ id: z.string().max(200), secretId: z.string().max(40) }),
    query: z.object({ rev: z.coerce.number<number | string>().int() }),
    answer: z.object({ rev: z.number() }),
  }),
  pause: endpoint({
    method: 'post',
    path: '/webhooks/{id}/pause',
    summary: 'Call a receiver no more; what is for it waits',
    roles: operators,
    params: idParams,
    answer: done,
  }),
  resume: endpoint({
    method: 'post',
    path: '/webhooks/{id}/resume',
    summary: 'Call a receiver again, with what has waited',
    roles: operators,
    params: idParams,
    answer: done,
  }),
  tryOut: endpoint({
    method: 'post',
    path: '/webhooks/{id}/test',
    summary: 'Send a receiver something that says nothing',
    roles: operators,
    params: idParams,
    answer: done,
  }),
  deliveries: endpoint({
    method: 'get',
    path: '/webhooks/{id}/deliveries',
    summary: 'What a receiver was told and is to be told, the newest first',
    roles: operators,
    params: idParams,
    query: z.object({ ...pageQuery, state: z.enum(deliveryStates).optional() }),
    answer: paged(delivery.meta({ id: 'WebhookDelivery' })),
  }),
  replay: endpoint({
    method: 'post',
    path: '/webhooks/{id}/deliveries/{deliveryId}/replay',
    summary: 'Tell a receiver once more, under the same webhook-id',
    roles: operators,
    params: z.object({ id: z.string().max(200), deliveryId: z.string().max(64) }),
    answer: done,
  }),
  replayDead: endpoint({
    method: 'post',
    path: '/webhooks/{id}/replay-dead',
    summary: 'Tell a receiver all that was given up',
    roles: operators,
    params: idParams,
    answer: z.object({ replayed: z.number() }),
  }),
}
