import { createHash } from 'node:crypto'
import type { JourneyStore } from '../../models/journeys.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import type { Registry } from '../language/registry.ts'

interface Publishing {
  store: JourneyStore
  registry: Pick<Registry, 'message' | 'couponBatch'>
  clock: Clock
  /** False when this installation calls no outside systems. */
  hasWebhooks: boolean
}

/** Publishes one definition. False when the current version says the same. Throws DomainError `journey.invalid`. */
export async function publishOne(definition: JourneyDefinition, deps: Publishing): Promise<boolean> {
  refuseUnrunnable(definition, deps)
  const text = JSON.stringify(definition)
  const hash = createHash('sha256').update(text).digest('hex')
  for (;;) {
    const newest = await deps.store.newestVersion(definition.id)
    if (newest?.hash === hash) {
      // A publisher that died between the version and the head is finished here.
      await deps.store.makeCurrent(newest)
      return false
    }
    const number = (newest?.number ?? 0) + 1
    const version = {
      _id: `${definition.id}@${number}`,
      journeyId: definition.id,
      number,
      hash,
      definition: text,
      publishedAt: deps.clock.now(),
    }
    if (await deps.store.insertVersion(version)) {
      await deps.store.makeCurrent(version)
      return true
    }
  }
}

/** What the language cannot know: messages and batches of this installation, and whether webhooks can be called. */
function refuseUnrunnable(definition: JourneyDefinition, { registry, hasWebhooks }: Publishing): void {
  if (definition.steps[definition.first] === undefined) {
    throw new DomainError('journey.invalid', {
      journey: definition.id,
      step: definition.first,
      fault: 'no first step',
    })
  }
  if (definition.entry.kind === 'schedule' && definition.entry.when === undefined) {
    throw new DomainError('journey.invalid', {
      journey: definition.id,
      fault: 'a schedule needs a condition',
    })
  }
  for (const [stepId, step] of Object.entries(definition.steps)) {
    if (step.kind === 'send') registry.message(step.message)
    if (step.kind === 'coupon') registry.couponBatch(step.batch)
    if (step.kind === 'webhook' && !hasWebhooks) {
      throw new DomainError('journey.invalid', {
        journey: definition.id,
        step: stepId,
        fault: 'this installation calls no webhooks',
      })
    }
  }
}
