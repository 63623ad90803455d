import type { Webhook } from '../../models/webhooks.ts'
import type { TogetherFault } from '../definitions/check-together.ts'
import { keyOf } from '../definitions/keys.ts'
import type { AnyDefinition } from '../language/definitions.ts'

/** The receivers flows call, each with its place. */
function calledIn(one: AnyDefinition): { key: string; name: string; path: string; receiver: string }[] {
  if (one.kind !== 'journey') return []
  const { id, name, steps } = one.definition
  return Object.entries(steps).flatMap(([stepId, step]) =>
    step.kind === 'webhook'
      ? [{ key: keyOf('journey', id), name, path: `steps.${stepId}.webhook.to`, receiver: step.to }]
      : [],
  )
}

/** Receivers that are not there, in the words of a fault. */
export async function checkWebhooks(
  all: readonly AnyDefinition[],
  webhooks: () => Promise<Webhook[]>,
): Promise<TogetherFault[]> {
  const called = all.flatMap(calledIn)
  if (called.length === 0) return []
  const there = new Set(
    (await webhooks()).filter(({ direction }) => direction === 'out').map(({ _id }) => _id),
  )
  return called
    .filter(({ receiver }) => !there.has(receiver))
    .map(({ key, path, receiver }) => ({
      key,
      path,
      expected: `「系统 → Webhook」里登记过的接收方（没有「${receiver}」）`,
      todo: '选一个登记过的，或先去登记',
    }))
}

/** Names of the flows among these that call this receiver. */
export function flowsCalling(all: readonly AnyDefinition[], receiver: string): string[] {
  return [
    ...new Set(
      all
        .flatMap(calledIn)
        .filter((each) => each.receiver === receiver)
        .map(({ name }) => name),
    ),
  ]
}
