import type { Channel } from '../../models/customer.ts'
import { type Structure, structureOf, writeInto } from '../definitions/written-text.ts'
import { putAt } from '../experiments/put-at.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import type { MessageDefinition } from '../language/message.ts'

/** Where a step says by which channels a message goes: its own order is not asked there. */
export interface SaidByStep {
  journeyId: string
  /** Its name. */
  journey: string
  stepId: string
  /** Its channels but for the one that fails; null = there is no other. */
  without: Channel[] | null
}

/**
 * The order in which a message would go by its other channels first, and by this one last, all of them those it has content for.
 * Null where it goes by no other, or they come first already.
 */
export function otherChannelsFirst(
  { prefer, content }: MessageDefinition,
  channel: Channel,
): Channel[] | null {
  const written: Channel[] = (Object.keys(content) as Channel[]).filter((each) => each !== 'welcome')
  const now = prefer === 'auto' ? written : prefer
  const others = now.filter((each) => each !== channel)
  const more = written.filter((each) => each !== channel && !others.includes(each))
  const next = [...others, ...more, channel]
  const isSame = prefer !== 'auto' && next.join() === prefer.join()
  return next.length < 2 || !written.includes(channel) || isSame ? null : next
}

/** The first step of a flow that itself sends it by this channel, and by what it would go without it. */
export function saidByStep(
  journeys: readonly JourneyDefinition[],
  { id, content }: Pick<MessageDefinition, 'id' | 'content'>,
  channel: Channel,
): SaidByStep | null {
  for (const { id: journeyId, name: journey, steps } of journeys) {
    for (const [stepId, step] of Object.entries(steps)) {
      if (step.kind !== 'send' || step.message !== id || !step.channels?.includes(channel)) continue
      return { journeyId, journey, stepId, without: without(step.channels, content, channel) }
    }
  }
  return null
}

/** What the step names besides; where that is nothing, what the message has content for. Null where there is nothing at all. */
function without(
  named: readonly Channel[],
  content: MessageDefinition['content'],
  channel: Channel,
): Channel[] | null {
  const written = (Object.keys(content) as Channel[]).filter((each) => each !== channel && each !== 'welcome')
  const others = named.filter((each) => written.includes(each))
  const left = others.length > 0 ? others : written
  return left.length > 0 ? left : null
}

/** The text of a flow whose step sends by these channels. */
export function withStepChannels(text: string, stepId: string, channels: readonly Channel[]): string {
  const written = structureOf(text)
  if (written === null) throw new TypeError('a version in use is a text that can be read')
  return writeInto(text, putAt(written, ['steps', stepId, 'send', 'channels'], channels) as Structure)
}
