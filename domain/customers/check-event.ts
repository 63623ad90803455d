import { DomainError } from '../errors.ts'
import { isEventName } from '../events.ts'
import type { NewEvent } from './contract.ts'

const idLimit = 512
/** Events are kept 400 days in clear: contact data goes sealed to the profile instead. */
const contactFields: ReadonlySet<string> = new Set(['phone', 'mobile', 'email', 'realname', 'idcard'])

/** Throws `event.malformed` for what could not be found again or must not be kept. */
export function checkEvent(event: NewEvent): NewEvent {
  if (!event._id || event._id.length > idLimit) throw malformed(event, '_id')
  if (!event.customerId) throw malformed(event, 'customerId')
  if (!isEventName(event.name)) throw malformed(event, 'name')
  if (!(event.at instanceof Date) || Number.isNaN(event.at.getTime())) throw malformed(event, 'at')
  const contact = contactIn(event.props)
  if (contact) throw malformed(event, `props.${contact}`)
  return event
}

/** The first field, however deep, that holds contact data rather than a yes or no. */
function contactIn(props: object): string | undefined {
  for (const [field, value] of Object.entries(props)) {
    const holds = typeof value === 'string' || typeof value === 'number'
    if (holds && contactFields.has(field.toLowerCase())) return field
    const inner = typeof value === 'object' && value !== null ? contactIn(value) : undefined
    if (inner !== undefined) return `${field}.${inner}`
  }
  return undefined
}

function malformed(event: NewEvent, field: string): DomainError {
  return new DomainError('event.malformed', { eventId: event._id, event: event.name, field })
}
