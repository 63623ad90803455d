import type { createOperatorAlerts } from '../../channels/operator-alerts.ts'
import { readNetworks } from '../../channels/webhooks/addresses.ts'
import { createWebhookSender } from '../../channels/webhooks/webhook-sender.ts'
import type { Activity } from '../../domain/activity.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Published } from '../../domain/definitions/published.ts'
import type { Sealer } from '../../domain/inbox/inbox.ts'
import { flowsCalling } from '../../domain/webhooks/check-webhooks.ts'
import { createDeliverer } from '../../domain/webhooks/deliverer.ts'
import { createOutbox } from '../../domain/webhooks/outbox.ts'
import { createWebhookBook } from '../../domain/webhooks/webhooks.ts'
import type { Config } from '../config.ts'
import type { Live } from '../live/live.ts'
import type { Stores } from './stores.ts'

/** Outside systems Kelu tells what happens, and those that tell it. */
export function wireWebhooks(deps: {
  config: Pick<Config, 'webhookNetworks'>
  stores: Pick<Stores, 'webhooks' | 'webhookDeliveries'>
  published: Pick<Published, 'snapshot'>
  sealer: Sealer
  alerts: Pick<ReturnType<typeof createOperatorAlerts>, 'webhookPaused'>
  activity: Activity
  live: Pick<Live, 'announce'>
  clock: Clock
  workerId: string
}) {
  const { stores, sealer, clock, workerId } = deps
  const { announce } = deps.live
  const parts = {
    ...{ webhooks: stores.webhooks, deliveries: stores.webhookDeliveries, sealer, announce, clock, workerId },
    sender: createWebhookSender({ allowed: readNetworks(deps.config.webhookNetworks) }),
  }
  const outbox = createOutbox(parts)
  const deliverer = createDeliverer({
    ...parts,
    pausedItself: ({ _id }, because) => deps.alerts.webhookPaused(_id, because),
    background: deps.activity.background,
  })
  return {
    outbox,
    deliverer,
    sweeper: { name: 'webhooks', sweep: deliverer.sweep, nextDueAt: deliverer.nextDueAt },
    book: createWebhookBook({
      ...parts,
      usedIn: (id) => {
        const { definitions, pilots } = deps.published.snapshot()
        return flowsCalling([...definitions, ...pilots.values()], id)
      },
      changed: outbox.forget,
    }),
  }
}
