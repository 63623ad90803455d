import type { Channel } from '../../models/customer.ts'
import { touchOfRef } from '../outreach/delivery/dispatch.ts'
import type { SendOutcome } from '../outreach/ports.ts'
import type { FollowUp } from './follow-ups.ts'
import type { Happening } from './happening.ts'
import type { Rates } from './rates.ts'
import { type Draw, drawnSignals, drawnTask } from './reactions.ts'
import type { RecordedAnswers } from './recorded-answers.ts'

/** How providers, people and salespeople answer. */
export interface Reactions {
  provider(channel: Channel, ref: string): SendOutcome
  sent(channel: Channel, ref: string, at: Date): void
  popupShown(touchId: string, customerId: string, at: Date): void
  taskBegun(task: FollowUp): void
  /** What is to happen because of what went out since it was asked last. */
  take(): Happening[]
}

/** Nobody knows what they would have done: drawn by rates, the same for the same seed. */
export function drawnReactions(deps: {
  rates: Rates
  draw: Draw
  /** Whether the platform of a channel is set up. */
  isOn(channel: Channel): boolean
}): Reactions {
  const { rates, draw } = deps
  let coming: Happening[] = []
  return {
    provider: (channel) =>
      deps.isOn(channel) ? { kind: 'sent' } : { kind: 'refused', reason: 'off', code: 'off' },
    sent(channel, ref, at) {
      coming.push(...drawnSignals({ touchId: touchOfRef(ref), channel, ref, at }, rates, draw))
    },
    popupShown(touchId, customerId, at) {
      for (const happening of drawnSignals({ touchId, channel: 'popup', at }, rates, draw)) {
        coming.push(happening)
        const clicked = {
          _id: `popup.clicked:${touchId}`,
          customerId,
          name: 'popup.clicked',
          at: happening.at,
        }
        coming.push({
          at: happening.at,
          kind: 'event',
          event: { ...clicked, props: { touchId }, source: 'miniprogram' },
        })
      }
    },
    taskBegun(task) {
      if (task.overflow !== 'fellBack') coming.push(...drawnTask(task, rates, draw))
    },
    take() {
      const taken = coming
      coming = []
      return taken
    },
  }
}

/** What was really answered; what nobody was asked then is taken for sent and left unanswered. */
export function recordedReactions(recorded: () => RecordedAnswers): Reactions {
  return {
    provider: (_, ref) => recorded().outcomeOf(ref) ?? { kind: 'sent' },
    sent: () => undefined,
    popupShown: () => undefined,
    taskBegun: () => undefined,
    take: () => [],
  }
}
