import { channelLabels, eventLabels, labelOf, propLabels } from '../../../domain/audience/labels.ts'
import { customerFields } from '../../../domain/customers/traits/table.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import { eventNames, propsOf } from '../../../domain/events.ts'
import type { Registry } from '../../../domain/language/registry.ts'
import type { Channel } from '../../../models/customer.ts'
import type { WebhookStore } from '../../../models/webhooks.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { vocabulary as contract } from './contract.ts'

export function createVocabularyHandlers(deps: {
  published: Pick<Published, 'refresh'>
  webhooks: Pick<WebhookStore, 'all'>
}): Handlers<typeof contract> {
  return {
    async read() {
      const [{ registry }, webhooks] = await Promise.all([deps.published.refresh(), deps.webhooks.all()])
      const receivers = webhooks.filter(({ direction }) => direction === 'out')
      return {
        events: eventNames.map((name) => ({
          name,
          label: labelOf(eventLabels, name),
          props: Object.entries(propsOf(name).props).map(([prop, type]) => ({
            name: prop,
            label: labelOf(propLabels, prop),
            type,
          })),
        })),
        fields: [...knownFields(), ...ownFields(registry)],
        channels: (Object.keys(channelLabels) as Channel[]).map((id) => ({ id, label: channelLabels[id] })),
        messages: registry.messages.map(({ id, name, content, purpose, category }) => ({
          id,
          name,
          purpose,
          channels: Object.keys(content),
          category: category ?? null,
        })),
        categories: registry.settings.flatMap(({ caps }) => Object.keys(caps.categories ?? {})),
        segments: registry.segments.map(({ id, name, kind }) => ({ id, name, isLive: kind === 'live' })),
        batches: registry.couponBatches.map(({ id, name }) => ({ id, name })),
        receivers: receivers.map(({ _id: id, name }) => ({ id, name })),
        festivals: registry.calendars.flatMap(({ festivals, companyDays }) =>
          Object.keys({ ...festivals, ...companyDays }),
        ),
      }
    },
  }
}

function knownFields() {
  return Object.entries(customerFields).map(([name, { label, type, values, settable }]) => ({
    name,
    label,
    type,
    values: values ? { ...values } : null,
    settable: settable === true,
    personal: false,
  }))
}

/** Those this installation declares. */
function ownFields({ traits }: Pick<Registry, 'traits'>) {
  return traits.flatMap(({ fields }) =>
    Object.entries(fields).map(([name, field]) => ({
      name,
      label: field.name,
      type: field.type,
      values: null,
      settable: field.set.includes('step'),
      personal: field.personal === true,
    })),
  )
}
