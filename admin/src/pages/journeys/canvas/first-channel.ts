import { type Channel, isChannel } from '../../../design/channels.ts'
import { at, type Step } from '../graph/written.ts'

/** What a step that sends begins with; null for all others, and where it depends on the customer. */
export function firstChannel(
  step: Step | undefined,
  messages: readonly { id: string; channels: readonly string[] }[] = [],
): Channel | null {
  const wanted = at(step, ['send', 'channels'])
  const written = messages.find(({ id }) => id === at(step, ['send', 'message']))?.channels ?? []
  const [first] = Array.isArray(wanted) ? wanted : written.length === 1 ? written : []
  return typeof first === 'string' && isChannel(first) ? first : null
}
