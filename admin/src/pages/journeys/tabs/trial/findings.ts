import type { AnswerOf } from '../../../../api/operations.ts'
import { titleOf } from '../../graph/step-words.ts'
import { end, entry, type Journey, stepsOf } from '../../graph/written.ts'

type Test = NonNullable<AnswerOf<'get', '/journeys/{id}/trials/latest'>['test']>
export type Finding = Test['findings'][number]

/** Where it is, as people call it: 触发条件, 唤醒短信, 三天内回来？→ 结束. */
export function placeWords(journey: Journey, { place, stepId }: Finding): string {
  if (place === 'entry') return titleOf(journey, entry)
  if (stepId === null || !(stepId in stepsOf(journey))) return place
  const [, to] = place.split(' → ')
  const from = titleOf(journey, stepId)
  if (to === undefined) return from
  return `${from} → ${to === end || to in stepsOf(journey) ? titleOf(journey, to) : to}`
}

/** Where it is mended. */
export function mendLink(journeyId: string, { place, stepId, messageId }: Finding): string | null {
  if (messageId !== null) return `/content/${encodeURIComponent(messageId)}`
  const step = place === 'entry' ? entry : stepId
  return step === null ? null : `/journeys/${encodeURIComponent(journeyId)}?step=${encodeURIComponent(step)}`
}
