import { createHash } from 'node:crypto'
import type { KeluEvent } from '../../models/event.ts'
import type { WebhookDeliveryStore } from '../../models/webhook-deliveries.ts'
import type { Webhook, WebhookStore } from '../../models/webhooks.ts'
import type { Clock } from '../clock.ts'
import type { EventFilter, EventListener } from '../customers/contract.ts'
import { DomainError } from '../errors.ts'
import type { Webhooks } from '../journeys/ports.ts'
import { remembered } from '../remembered.ts'
import { type AlertKind, type CustomerKind, flowCall, isCustomerKind, toldOf } from './kinds.ts'

/** Real time: a process knows of a new receiver, or of what it wants, this late. */
const knownMs = 2_000

interface Telling<Kind> {
  kind: Kind
  /** What is told under the same key is the same delivery. */
  key: string
  at: Date
  data: Record<string, unknown>
}

/** Tells every receiver that wants it of something that happened to no customer; durable when it returns. */
export type TellSystems = (news: Telling<AlertKind>) => Promise<void>

export interface Outbox extends Webhooks {
  tell: TellSystems
  wants: EventFilter
  onEvent: EventListener
  /** Receivers are read anew. */
  forget(): void
}

/**
 * What is to be told, made durable before the event it is about is closed. A crash before that tells it again, and it is the
 * same delivery: there is one per receiver and event. A paused receiver's wait for it.
 */
export function createOutbox(deps: {
  webhooks: Pick<WebhookStore, 'all' | 'find'>
  deliveries: Pick<WebhookDeliveryStore, 'add'>
  clock: Clock
}): Outbox {
  const { webhooks, deliveries, clock } = deps
  const receivers = remembered(knownMs, async () =>
    (await webhooks.all()).filter(({ direction }) => direction === 'out'),
  )
  async function tell({ kind, key, at, data }: Telling<CustomerKind | AlertKind>): Promise<void> {
    for (const { _id } of await wanting(kind)) {
      await deliveries.add({
        _id: deliveryId(_id, key),
        webhookId: _id,
        kind,
        body: bodyOf(kind, at, data),
        createdAt: clock.now(),
      })
    }
  }
  const wanting = async (name: string): Promise<Webhook[]> =>
    (await receivers()).filter(({ events }) => events.includes(name))

  return {
    forget: receivers.forget,
    wants: async ({ name }) => isCustomerKind(name) && (await wanting(name)).length > 0,

    async onEvent(event, customer) {
      const { _id: key, name, at } = event
      if (!isCustomerKind(name)) return
      const data = {
        eventId: key,
        customerId: customer._id,
        ...told(event, Object.keys(toldOf(name))),
        ...(customer.isTest && { test: true }),
      }
      await tell({ kind: name, key, at, data })
    },
    tell,

    async call({ receiver, key, body }) {
      const webhook = await webhooks.find(receiver)
      if (webhook?.direction !== 'out') throw new DomainError('webhook.not_found', { id: receiver })
      const now = clock.now()
      await deliveries.add({
        _id: deliveryId(receiver, key),
        webhookId: receiver,
        kind: flowCall,
        body: bodyOf(flowCall, now, body),
        createdAt: now,
      })
    },
  }
}

/** One per receiver and event, without a full stop: it is joined by them where it is signed. */
export function deliveryId(webhookId: string, eventId: string): string {
  const digest = createHash('sha256').update(`${webhookId}\0${eventId}`).digest('base64url')
  return `msg_${digest.slice(0, 27)}`
}

/** As Standard Webhooks has payloads. */
export function bodyOf(type: string, at: Date, data: Record<string, unknown>): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data })
}

function told({ props }: KeluEvent, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap((name) => (props[name] == null ? [] : [[name, props[name]]])))
}
