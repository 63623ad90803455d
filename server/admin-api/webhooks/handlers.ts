import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import { eventKinds, flowCall, isEventKind, kinds, trial } from '../../../domain/webhooks/kinds.ts'
import type { WebhookBook } from '../../../domain/webhooks/webhooks.ts'
import type { WebhookDelivery, WebhookDeliveryStore } from '../../../models/webhook-deliveries.ts'
import type { Webhook, WebhookStore } from '../../../models/webhooks.ts'
import type { Handlers } from '../core/endpoint.ts'
import { readCursor, writeCursor } from '../places/cursor.ts'
import type { webhooks as contract } from './contract.ts'

const mostCounted = 1_000

/** 系统 → Webhook. */
export function createWebhookHandlers(deps: {
  book: WebhookBook
  store: Pick<WebhookStore, 'all'>
  deliveries: Pick<WebhookDeliveryStore, 'page' | 'count'>
  publicUrl: string
  auditLog: Pick<AuditLog, 'record'>
}): Handlers<typeof contract> {
  const { book, deliveries, publicUrl } = deps

  const note = (caller: Caller, action: string, id: string, details?: Record<string, unknown>) =>
    deps.auditLog.record(caller, {
      action: `webhook.${action}`,
      on: `webhook:${id}`,
      ...(details && { details }),
    })

  async function head(webhook: Webhook) {
    const { _id: id, direction, rev, name, url, events, state, paused, failingSince } = webhook
    const isOut = direction === 'out'
    const count = (standing: 'waiting' | 'dead') => deliveries.count(id, standing, mostCounted)
    const [waiting, dead] = isOut ? await Promise.all([count('waiting'), count('dead')]) : [0, 0]
    return {
      ...{ id, direction, rev, name, state },
      url: isOut ? (url ?? '') : `${publicUrl}/hooks/in/${id}`,
      events: events.map((kind) => ({ kind, name: nameOf(kind) })),
      paused: paused ?? null,
      failingSince: failingSince ?? null,
      counts: isOut ? { waiting, dead } : null,
    }
  }

  return {
    async list() {
      const all = await deps.store.all()
      return {
        items: await Promise.all(all.map(head)),
        kinds: eventKinds.map((kind) => ({ kind, name: nameOf(kind) })),
      }
    },
    async find({ params: { id } }) {
      const webhook = await book.mustFind(id)
      const { by, at, secrets } = webhook
      return {
        ...(await head(webhook)),
        ...{ by, at, secrets, flows: [...book.usedIn(id)] },
      }
    },
    async create({ body: { secret: given, ...text }, caller }) {
      const { webhook, secret } = await book.create(text, given, caller.name)
      await note(caller, 'created', webhook._id, { name: text.name, url: text.url, events: text.events })
      return { id: webhook._id, rev: webhook.rev, secret }
    },
    async save({ params: { id }, body: { rev, ...text }, caller }) {
      const webhook = await book.change(id, rev, text, caller.name)
      await note(caller, 'saved', id, { name: text.name, url: text.url, events: text.events })
      return { rev: webhook.rev }
    },
    async remove({ params: { id }, query: { rev }, caller }) {
      const { name } = await book.remove(id, rev)
      await note(caller, 'removed', id, { name })
      return {}
    },
    async addSecret({ params: { id }, body: { rev, secret: given }, caller }) {
      const { webhook, secret } = await book.addSecret(id, rev, given, caller.name)
      await note(caller, 'secret_added', id)
      return { id, rev: webhook.rev, secret }
    },
    async removeSecret({ params: { id, secretId }, query: { rev }, caller }) {
      const webhook = await book.removeSecret(id, rev, secretId, caller.name)
      await note(caller, 'secret_removed', id)
      return { rev: webhook.rev }
    },
    async pause({ params: { id }, caller }) {
      await book.pause(id)
      await note(caller, 'paused', id)
      return {}
    },
    async resume({ params: { id }, caller }) {
      await book.resume(id)
      await note(caller, 'resumed', id)
      return {}
    },
    async tryOut({ params: { id }, caller }) {
      await book.tryOut(id)
      await note(caller, 'tested', id)
      return {}
    },
    async deliveries({ params: { id }, query: { state, after, limit } }) {
      await book.mustFind(id)
      const page = await deliveries.page(id, state, readCursor(after), limit)
      const last = page.at(-1)
      const isFull = page.length === limit
      return {
        items: page.map(presentDelivery),
        next: isFull && last ? writeCursor({ at: last.createdAt, id: last._id }) : null,
      }
    },
    async replay({ params: { id, deliveryId }, caller }) {
      await book.replay(id, deliveryId)
      await note(caller, 'replayed', id, { delivery: deliveryId })
      return {}
    },
    async replayDead({ params: { id }, caller }) {
      const replayed = await book.replayDead(id)
      await note(caller, 'replayed', id, { replayed })
      return { replayed }
    },
  }
}

function presentDelivery({ _id, kind, createdAt, state, tries, dueAt, attempts, body }: WebhookDelivery) {
  return {
    ...{ id: _id, kind, kindName: nameOf(kind), createdAt, state, tries, body },
    dueAt: state === 'waiting' ? dueAt : null,
    attempts: attempts.map(({ at, status, why }) => ({ at, status: status ?? null, why: why ?? null })),
  }
}

function nameOf(kind: string): string {
  if (isEventKind(kind)) return kinds[kind].name
  if (kind === flowCall) return '流程里的一步'
  return kind === trial ? '试发' : kind
}
