import { nanoid } from 'nanoid'
import type {
  DeliveryAttempt,
  WebhookDelivery,
  WebhookDeliveryStore,
} from '../../models/webhook-deliveries.ts'
import type { PauseReason, Webhook, WebhookStore } from '../../models/webhooks.ts'
import type { Activity } from '../activity.ts'
import type { Clock } from '../clock.ts'
import type { Sealer } from '../inbox/inbox.ts'
import type { Announce } from '../live.ts'
import type { WebhookOutcome, WebhookSender } from './ports.ts'
import { nextTryAt, patienceMs } from './retry.ts'
import { signedHeaders } from './signature.ts'

/** Calls of one receiver at a time in one process; one alone while it fails. */
const handsPerReceiver = 4
/** Longer than a call can take. */
const leaseMs = 60_000

/**
 * Delivers what waits, at least once, each receiver by hands of its own: one that is slow or dead holds up nobody else, and is
 * knocked at by one hand. Nothing is in memory but what is under way, and that is tried again when its lease is over.
 */
export function createDeliverer(deps: {
  webhooks: WebhookStore
  deliveries: WebhookDeliveryStore
  sender: WebhookSender
  sealer: Pick<Sealer, 'unseal'>
  /** Told once when a receiver is paused without anybody having asked for it. */
  pausedItself(webhook: Webhook, because: PauseReason): void
  background: Activity['background']
  announce: Announce
  clock: Clock
  workerId: string
}) {
  const { webhooks, deliveries, sender, sealer, clock } = deps
  const busy = new Set<string>()
  let stopped = false

  async function serve(id: string, hands: number): Promise<void> {
    const dueAt = await deliveries.nextDueAt([id])
    if (dueAt === null || dueAt > clock.now()) return
    await Promise.all(Array.from({ length: hands }, () => work(id)))
  }

  /** Until nothing is due, or something failed: the next sweep sees how it stands by then. */
  async function work(id: string): Promise<void> {
    for (;;) {
      // Read each time: what people change is so from the next call on.
      const webhook = await webhooks.find(id)
      if (stopped || webhook?.state !== 'active') return
      const now = clock.now()
      const lease = `${deps.workerId}:${nanoid(10)}`
      const delivery = await deliveries.claim(id, lease, now, new Date(now.getTime() + leaseMs))
      if (delivery === null) return
      const went = await attempt(webhook, delivery)
      deps.announce('webhooks', id)
      if (!went) return
    }
  }

  async function attempt(webhook: Webhook, delivery: WebhookDelivery): Promise<boolean> {
    const at = clock.now()
    const secrets = webhook.secrets.map(({ value }) => sealer.unseal(value))
    const headers = signedHeaders(secrets, delivery._id, delivery.body, at)
    const outcome = await sender.send({ url: webhook.url ?? '', headers, body: delivery.body })
    const now = clock.now()
    const firstTriedAt = delivery.firstTriedAt ?? at
    if (outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300) {
      await deliveries.settle(delivery, noteOf(outcome, at), { state: 'delivered', dueAt: now, firstTriedAt })
      if (webhook.failingSince) await webhooks.succeeded(webhook._id)
      return true
    }
    const isGone = outcome.kind === 'answered' && outcome.status === 410
    const again = isGone ? null : nextTryAt({ ...delivery, firstTriedAt }, now)
    await deliveries.settle(delivery, noteOf(outcome, at), {
      state: again === null ? 'dead' : 'waiting',
      dueAt: again ?? now,
      firstTriedAt,
    })
    await webhooks.failed(webhook._id, now)
    if (isGone) await pause(webhook, 'gone')
    else if (now.getTime() - (webhook.failingSince ?? now).getTime() >= patienceMs) {
      await pause(webhook, 'failing')
    }
    return false
  }

  async function pause(webhook: Webhook, because: PauseReason): Promise<void> {
    if (await webhooks.pause(webhook._id, because, clock.now())) deps.pausedItself(webhook, because)
  }

  const active = async (): Promise<Webhook[]> =>
    (await webhooks.all()).filter(({ direction, state }) => direction === 'out' && state === 'active')

  return {
    /** Sees to it that every receiver is being served. Does not wait for any of them: how many it began with. */
    async sweep(): Promise<number> {
      if (stopped) return 0
      const idle = (await active()).filter(({ _id }) => !busy.has(_id))
      for (const { _id, failingSince } of idle) {
        busy.add(_id)
        deps.background('webhooks', () =>
          serve(_id, failingSince ? 1 : handsPerReceiver).finally(() => busy.delete(_id)),
        )
      }
      return idle.length
    },
    /** By the business clock. */
    nextDueAt: async (): Promise<Date | null> => deliveries.nextDueAt((await active()).map(({ _id }) => _id)),
    /** Begins no more calls. */
    stop(): void {
      stopped = true
    },
  }
}

function noteOf(outcome: WebhookOutcome, at: Date): DeliveryAttempt {
  if (outcome.kind === 'answered') return { at, status: outcome.status }
  return { at, why: outcome.why === 'unreachable' ? outcome.code : outcome.why }
}
