import type { Touch } from '../../models/touch.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import { momentText } from './actual-words.ts'
import type { Explanations, MessageExplanation } from './contract.ts'
import { channelText, type ExplainedTouch, explainOneTouch } from './explain-touch.ts'
import { type ExplanationDeps, findDefinition, idsOf } from './find-definition.ts'
import { gatesAhead } from './gates-ahead.ts'

const mostTouches = 1_000

export function createExplainMessage(
  deps: ExplanationDeps,
  explainJourney: Explanations['journey'],
): Explanations['message'] {
  return async (customer, messageId) => {
    const { head, version, definition } = await findDefinition(deps, 'message', messageId)
    const now = deps.clock.now()
    const all = await deps.touches.ofCustomers(idsOf(customer), mostTouches)
    const touches = all.filter((touch) => touch.messageId === messageId).map(explainOneTouch)
    const senders = deps.published.registry.journeys.filter((journey) => sends(journey, messageId))
    const journeys = await Promise.all(senders.map(({ id }) => explainJourney(customer, id)))
    return {
      id: messageId,
      name: definition.name,
      state: head.state,
      version,
      at: now,
      customerId: customer._id,
      says: answer(touches, journeys),
      touches,
      ahead: definition.purpose === 'marketing' ? gatesAhead(customer, now, deps.published.snapshot()) : [],
      journeys: journeys.map(({ id, name, verdict, says }) => ({ id, name, verdict, says })),
    }
  }
}

/** Whether a journey has a step that sends this message. */
export function sends({ steps }: JourneyDefinition, messageId: string): boolean {
  return Object.values(steps).some((step) => step.kind === 'send' && step.message === messageId)
}

const arrived: ReadonlySet<Touch['state']> = new Set([
  'sent',
  'delivered',
  'opened',
  'clicked',
  'replied',
  'converted',
])

function answer(touches: ExplainedTouch[], journeys: MessageExplanation['journeys']): string {
  const [last] = touches
  if (last === undefined) {
    const [only] = journeys
    if (only === undefined) return '没有发过：没有流程或群发在用这条消息'
    if (journeys.length === 1) return `没有走到发送这一步：「${only.name}」${only.says}`
    return `没有走到发送这一步：用它的 ${journeys.length} 个流程和群发见下`
  }
  const when = `${momentText(last.createdAt)} ${channelText(last.channel)}`.trimEnd()
  const by = arrived.has(last.state) || last.decided === null ? '' : `（由「${last.decided.gateName}」决定）`
  const next = last.next === null ? '' : `，${momentText(last.next)} 再看`
  return `${when}：${last.says}${by}${next}`
}
