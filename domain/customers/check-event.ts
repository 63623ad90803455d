import { DomainError } from '../errors.ts'
import { isEventName } from '../events.ts'
import { contactFieldIn, noContactData } from './contact-data.ts'
import type { NewEvent } from './contract.ts'

const idLimit = 512

/** Throws `event.malformed` for what could not be found again or must not be kept. */
export function checkEvent(event: NewEvent): NewEvent {
  if (!event._id || event._id.length > idLimit) throw malformed(event, '_id')
  if (!event.customerId) throw malformed(event, 'customerId')
  if (!isEventName(event.name)) throw malformed(event, 'name')
  if (!(event.at instanceof Date) || Number.isNaN(event.at.getTime())) throw malformed(event, 'at')
  const contact = contactFieldIn(event.props)
  if (contact !== null) throw malformed(event, `props.${contact}`, noContactData)
  return event
}

function malformed(event: NewEvent, field: string, expected?: string): DomainError {
  return new DomainError('event.malformed', { eventId: event._id, event: event.name, field, expected })
}
