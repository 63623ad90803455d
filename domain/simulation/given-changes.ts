import type { Channel, Customer, QuietBy } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { CustomerChange } from '../customers/contract.ts'
import { maskedTrait } from '../customers/personal-traits.ts'
import type { Happening } from './happening.ts'

type Read = (props: KeluEvent['props']) => CustomerChange | null

const changes: Record<string, Read> = {
  'customer.tag_added': ({ tag, kind }) => ({ addTags: [{ name: String(tag), kind: kind as 'rule' }] }),
  'customer.tag_removed': ({ tag }) => ({ removeTags: [String(tag)] }),
  'customer.trait_changed': ({ trait, new: value }) =>
    value === maskedTrait ? null : { setTraits: { [String(trait)]: (value ?? null) as string | null } },
  'customer.consent_changed': ({ channel, new: state, source }) => ({
    setConsent: { [channel as Channel]: { state: state as 'granted', source: String(source ?? '') } },
  }),
  'customer.reach_changed': ({ channel, new: state, reason }) =>
    state === null
      ? null
      : {
          setReach: {
            [channel as Channel]: {
              state: state as 'reachable',
              ...(reason !== null && { reason: String(reason) }),
            },
          },
        },
  'customer.quiet_changed': ({ channel, new: end, who, by, from }) => {
    const channels = channel === 'all' ? 'all' : [channel as Channel]
    const wisher = { who, id: by, from } as QuietBy
    if (end === null) return { unquieten: { channels, by: wisher } }
    return { quieten: { channels, until: end instanceof Date ? end : null, by: wisher } }
  },
  'customer.owner_changed': ({ new: owner }) => (typeof owner === 'string' ? { setOwner: owner } : null),
  'customer.profile_changed': ({ field, new: value }) =>
    typeof value !== 'string'
      ? null
      : field === 'homeStore'
        ? { setHomeStore: value }
        : { setProfile: { [String(field)]: value } },
  'customer.credits_changed': ({ template, old, new: value }) => ({
    credit: { templateId: String(template), by: Number(value ?? 0) - Number(old ?? 0) },
  }),
}

/** A change of a customer as it is told, to be made again; null when it is none, or cannot be made from what is told. */
export function givenChange(event: KeluEvent, present: Customer): Happening | null {
  const at = event.receivedAt
  if (event.name === 'customer.profile_changed' && typeof event.props.new === 'boolean') {
    const isTest = event.props.new
    if (event.props.field === 'isTest')
      return { at, kind: 'profile', edit: (customer) => ({ ...customer, isTest }) }
    return {
      at,
      kind: 'profile',
      edit: (customer) => withAddress(customer, String(event.props.field), present),
    }
  }
  const change = changes[event.name]?.(event.props)
  return change ? { at, kind: 'change', change, cause: `given:${event._id}` } : null
}

/** With the address they have now, since nobody tells which it was. */
function withAddress(customer: Customer, field: string, present: Customer): Customer {
  if (field === 'openid' || field === 'external') {
    const more = present.ids.filter((id) => id.startsWith(`${field}:`) && !customer.ids.includes(id))
    return { ...customer, ids: [...customer.ids, ...more] }
  }
  const { phone, phoneKey, email, emailKey } = present.profile
  const known = field === 'phone' ? { phone, phoneKey } : { email, emailKey }
  return { ...customer, profile: { ...customer.profile, ...known } }
}
