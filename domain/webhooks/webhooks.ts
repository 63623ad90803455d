import { randomBytes } from 'node:crypto'
import { nanoid } from 'nanoid'
import type { WebhookDeliveryStore } from '../../models/webhook-deliveries.ts'
import {
  mostWebhooks,
  type Webhook,
  type WebhookDirection,
  type WebhookSecret,
  type WebhookStore,
} from '../../models/webhooks.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Sealer } from '../inbox/inbox.ts'
import type { Announce } from '../live.ts'
import { trial } from './kinds.ts'
import { bodyOf, deliveryId } from './outbox.ts'
import type { WebhookSender } from './ports.ts'

/** What people say of a receiver or a sender. */
interface WebhookText {
  name: string
  /** Of a receiver. */
  url?: string
  events: string[]
}

/** So many secrets live at once: one in use, one to change to, one nobody took off yet. */
const mostSecrets = 3
/** Standard Webhooks: 24 to 64 random bytes. */
const secretBytes = { least: 24, most: 64, ours: 32 }
const replayableMs = 30 * 86_400_000

export type WebhookBook = ReturnType<typeof createWebhookBook>

/** Receivers and senders as people look after them. Secrets are told once, when they are made. */
export function createWebhookBook(deps: {
  webhooks: WebhookStore
  deliveries: WebhookDeliveryStore
  sender: Pick<WebhookSender, 'accepts'>
  sealer: Pick<Sealer, 'seal'>
  /** Names of the flows that call this receiver. */
  usedIn(id: string): readonly string[]
  /** Receivers are told of what happens from now on. */
  changed(): void
  announce: Announce
  clock: Clock
}) {
  const { webhooks, deliveries, clock } = deps

  async function mustFind(id: string): Promise<Webhook> {
    const webhook = await webhooks.find(id)
    if (webhook === null) throw new DomainError('webhook.not_found', { id })
    return webhook
  }

  async function asSeen(id: string, rev: number): Promise<Webhook> {
    const webhook = await mustFind(id)
    if (webhook.rev !== rev) throw new DomainError('webhook.changed', { id })
    return webhook
  }

  async function save(before: Webhook, changes: Partial<Webhook>, by: string): Promise<Webhook> {
    const after = { ...before, ...changes, rev: before.rev + 1, by, at: clock.now() }
    if (!(await webhooks.save(after))) throw new DomainError('webhook.changed', { id: before._id })
    told(before._id)
    return after
  }

  function told(id: string): void {
    deps.changed()
    deps.announce('webhooks', id)
  }

  function checkUrl(direction: WebhookDirection, url: string | undefined): void {
    if (direction === 'out' && (url === undefined || !deps.sender.accepts(url))) {
      throw new DomainError('webhook.url')
    }
  }

  const sealedSecret = (secret: string): WebhookSecret => ({
    id: nanoid(8),
    value: deps.sealer.seal(secret),
    createdAt: clock.now(),
  })

  return {
    mustFind,
    usedIn: deps.usedIn,

    /** `given`: the secret a sender signs with already; a receiver's is ours. */
    async create(
      { id, direction, ...text }: WebhookText & { id: string; direction: WebhookDirection },
      given: string | undefined,
      by: string,
    ): Promise<{ webhook: Webhook; secret: string }> {
      checkUrl(direction, text.url)
      const secret = secretOf(given)
      if ((await webhooks.all()).length >= mostWebhooks) throw new DomainError('webhook.too_many')
      const now = clock.now()
      const webhook: Webhook = {
        ...{ _id: id, direction, rev: 1, ...text, secrets: [sealedSecret(secret)], state: 'active' },
        ...{ createdAt: now, by, at: now },
      }
      if (!(await webhooks.create(webhook))) throw new DomainError('webhook.taken', { id })
      told(id)
      return { webhook, secret }
    },
    async change(id: string, rev: number, text: WebhookText, by: string): Promise<Webhook> {
      const before = await asSeen(id, rev)
      checkUrl(before.direction, text.url)
      return save(before, text, by)
    },
    /** A secret more, which signs from now on beside the others. */
    async addSecret(id: string, rev: number, given: string | undefined, by: string) {
      const before = await asSeen(id, rev)
      if (before.secrets.length >= mostSecrets)
        throw new DomainError('webhook.secrets', { most: mostSecrets })
      const secret = secretOf(given)
      const webhook = await save(before, { secrets: [sealedSecret(secret), ...before.secrets] }, by)
      return { webhook, secret }
    },
    async removeSecret(id: string, rev: number, secretId: string, by: string): Promise<Webhook> {
      const before = await asSeen(id, rev)
      const secrets = before.secrets.filter((each) => each.id !== secretId)
      if (secrets.length === 0) throw new DomainError('webhook.last_secret', { id })
      return save(before, { secrets }, by)
    },
    /** Nothing is lost meanwhile: what happens waits until it goes on. */
    async pause(id: string): Promise<void> {
      await mustFind(id)
      await webhooks.pause(id, 'hand', clock.now())
      told(id)
    },
    async resume(id: string): Promise<void> {
      await mustFind(id)
      await webhooks.resume(id)
      told(id)
    },
    async remove(id: string, rev: number): Promise<Webhook> {
      const webhook = await asSeen(id, rev)
      const flows = deps.usedIn(id)
      if (flows.length > 0) throw new DomainError('webhook.in_use', { flows })
      if (!(await webhooks.remove(id, rev))) throw new DomainError('webhook.changed', { id })
      await deliveries.giveUp(id)
      told(id)
      return webhook
    },

    /** Something that says nothing, to see whether it arrives. */
    async tryOut(id: string): Promise<void> {
      const webhook = await mustFind(id)
      if (webhook.direction !== 'out') throw new DomainError('webhook.not_found', { id })
      const now = clock.now()
      await deliveries.add({
        _id: deliveryId(id, `test:${nanoid()}`),
        webhookId: id,
        kind: trial,
        body: bodyOf(trial, now, { webhook: id, test: true }),
        createdAt: now,
      })
      told(id)
    },
    async replay(id: string, deliveryId: string): Promise<void> {
      const delivery = await deliveries.find(deliveryId)
      if (delivery?.webhookId !== id) throw new DomainError('webhook.delivery_not_found', { deliveryId })
      await deliveries.replay(deliveryId, clock.now())
      told(id)
    },
    /** All that were given up. */
    async replayDead(id: string): Promise<number> {
      await mustFind(id)
      const now = clock.now()
      const replayed = await deliveries.replayDead(id, new Date(now.getTime() - replayableMs), now)
      told(id)
      return replayed
    },
  }
}

function secretOf(given: string | undefined): string {
  if (given === undefined) return `whsec_${randomBytes(secretBytes.ours).toString('base64')}`
  const bytes = /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(given) ? Buffer.from(given.slice(6), 'base64').length : 0
  if (bytes < secretBytes.least || bytes > secretBytes.most) throw new DomainError('webhook.secret')
  return given
}
