import { channelLabels } from '../../../domain/audience/labels.ts'
import { consentSource } from '../../../domain/customers/consent-source.ts'
import { idsOf } from '../../../domain/explanations/find-definition.ts'
import {
  type Consent,
  type ConsentSubject,
  type Customer,
  consentSubjects,
} from '../../../models/customer.ts'
import type { TimelineReader } from '../../../models/customer-timeline.ts'

/** More changes of mind than anybody has. */
const mostConsents = 200

/** Every agreement and refusal of one person, the newest first; the proof stands with the one in force. */
export function createConsents(reader: Pick<TimelineReader, 'events'>) {
  return async function consentsOf(customer: Customer) {
    const events = await reader.events(
      { customerIds: idsOf(customer), after: null, limit: mostConsents },
      { only: ['customer.consent_changed'] },
    )
    const told = new Set<ConsentSubject>()
    return events.flatMap(({ _id: id, at, props }) => {
      const channel = consentSubjects.find((one) => one === props.channel)
      const state = stateIn(props.new)
      if (channel === undefined || state === null) return []
      const isInForce = !told.has(channel)
      told.add(channel)
      const proof = isInForce ? customer.consent[channel] : undefined
      return [
        {
          id,
          at,
          channel,
          state,
          says: saysOf(channel, state),
          source: typeof props.source === 'string' ? consentSource(props.source) : null,
          words: proof?.text ?? null,
          wordsVersion: proof?.textVersion ?? null,
          evidence: proof?.evidence ?? null,
        },
      ]
    })
  }
}

function saysOf(subject: ConsentSubject, state: Consent['state']): string {
  if (subject === 'individualisation') return state === 'granted' ? '打开个性化营销' : '关闭个性化营销'
  if (subject === 'guardian') return state === 'granted' ? '监护人同意' : '监护人不同意'
  return `${state === 'granted' ? '同意' : '拒绝'}接收${channelLabels[subject]}`
}

const stateIn = (value: unknown): Consent['state'] | null =>
  value === 'granted' || value === 'refused' ? value : null
