import type { Touch } from '../../models/touch.ts'
import { explainTouch } from '../outreach/touch/explain.ts'
import { touchStates } from '../outreach/touch/state-words.ts'
import type { TimelineLine, TimelineNames } from './lines.ts'

/** A message nobody received, so far or for good. */
export function unsentLine(touch: Touch, names: TimelineNames): TimelineLine {
  const { _id: id, createdAt: at, messageId, channel, journeyId, state } = touch
  const verb = state === 'deferred' ? '还没发' : state === 'unknown' ? '不知道发没发到' : '没发'
  return {
    id,
    at,
    kind: 'touches',
    what: 'touch.unsent',
    title: `${verb}「${names.definition('message', messageId)}」`,
    detail: explainTouch(touch),
    ...(channel && { channel }),
    ...journeyOf(journeyId, names),
  }
}

/** What became of a message that was sent: added to its line. */
export function sentDetail(touch: Touch | undefined): string | undefined {
  if (touch === undefined) return undefined
  const segments = touch.attempts.reduce((sum, attempt) => sum + (attempt.segments ?? 0), 0)
  return [touchStates[touch.state], ...(segments > 0 ? [`${segments} 条短信`] : [])].join(' · ')
}

function journeyOf(id: string | undefined, names: TimelineNames): Pick<TimelineLine, 'of'> {
  return id === undefined ? {} : { of: { kind: 'journey', id, name: names.definition('journey', id) } }
}
