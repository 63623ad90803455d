import type { Channel } from '../../../models/customer.ts'
import type { JourneyDefinition, StepDefinition } from '../../language/journey.ts'
import type { MessageDefinition } from '../../language/message.ts'
import type { Registry } from '../../language/registry.ts'
import { waysOf } from '../../language/step.ts'
import type { SendStep } from '../../language/steps/send.ts'
import { windowOf } from '../../language/steps/wait-for.ts'

/** A step that sends a message there is. */
export interface Sending {
  stepId: string
  step: SendStep
  message: MessageDefinition
  /** Those it can go over. */
  channels: Channel[]
}

/** Said by a channel code: no step goes over it. */
const cannotSend: ReadonlySet<Channel> = new Set<Channel>(['welcome'])

export function sendingsOf(
  { steps }: JourneyDefinition,
  registry: Pick<Registry, 'has' | 'message'>,
): Sending[] {
  return Object.entries(steps).flatMap(([stepId, step]): Sending[] => {
    if (step.kind !== 'send' || !registry.has('message', step.message)) return []
    const message = registry.message(step.message)
    const written = Object.keys(message.content) as Channel[]
    const wanted = step.channels ?? (message.prefer === 'auto' ? written : message.prefer)
    const channels = wanted.filter((channel) => message.content[channel] && !cannotSend.has(channel))
    return channels.length === 0 ? [] : [{ stepId, step, message, channels }]
  })
}

/** A way into a step, with the longest time that passes from the arrival at `from`; infinite where nobody knows. */
export interface WayIn {
  from: string
  step: StepDefinition
  /** Which of its ways. */
  place: number
  longestMs: number
}

export function waysInto({ steps }: JourneyDefinition): (stepId: string) => WayIn[] {
  const into = new Map<string, WayIn[]>()
  for (const [from, step] of Object.entries(steps)) {
    for (const [place, { to }] of waysOf(step).entries()) {
      into.set(to, [...(into.get(to) ?? []), { from, step, place, longestMs: longestOf(step) }])
    }
  }
  return (stepId) => into.get(stepId) ?? []
}

function longestOf(step: StepDefinition): number {
  if (step.kind === 'waitFor') {
    const span = windowOf(step)
    return 'ms' in span ? span.ms : Number.POSITIVE_INFINITY
  }
  if (step.kind !== 'wait') return 0
  const isPlain = step.wait.kind === 'for' && step.on === undefined && step.between === undefined
  return isPlain && step.wait.kind === 'for' ? step.wait.ms : Number.POSITIVE_INFINITY
}
