import { keyOf } from '../../domain/definitions/keys.ts'
import { planRollBack } from '../../domain/definitions/roll-back.ts'
import { DomainError } from '../../domain/errors.ts'
import { couponBatchSchema } from '../../domain/language/coupon-batch.ts'
import { journeySchema } from '../../domain/language/journey.ts'
import { messageSchema } from '../../domain/language/message-schema.ts'
import { batch, type Flow, flows, messages, writeFlow } from './flows.ts'
import type { SmallKelu } from './small-kelu.ts'

export const editKinds = ['edit', 'pause', 'resume', 'stop', 'end', 'rollBack', 'hold', 'release'] as const
export type EditKind = (typeof editKinds)[number]
/** A whole number from 0 to below `below`. */
export type Draw = (below: number) => number

export interface Possible {
  kind: EditKind
  flow: Flow
}

/** Publishes what everything leans on, and each journey once. */
export async function publishFirst(kelu: SmallKelu, draw: Draw): Promise<void> {
  await kelu.publish({
    publish: [
      ...messages.map((message) => ({
        definition: { kind: 'message' as const, definition: messageSchema.parse(message) },
      })),
      { definition: { kind: 'batch' as const, definition: couponBatchSchema.parse(batch) } },
      ...flows.map((flow) => ({ definition: journeyOf(flow, draw) })),
    ],
    ...by('first'),
  })
}

const journeyOf = (flow: Flow, draw: Draw) => ({
  kind: 'journey' as const,
  definition: journeySchema.parse(writeFlow(flow, draw)),
})
const by = (kind: EditKind | 'first') => ({ origin: 'page' as const, by: `marketer:${kind}` })

/** The kind of edit that a publication was; null for those Kelu makes by itself. */
export function kindOf(publication: { by: string }): EditKind | null {
  const kind = publication.by.replace('marketer:', '')
  return (editKinds as readonly string[]).includes(kind) ? (kind as EditKind) : null
}

/** What can be done now, and is not in vain. */
export function possible(kelu: SmallKelu): Possible[] {
  const { headOf, marketingHeldSince } = kelu.published.snapshot()
  return flows.flatMap((flow) => {
    const state = headOf('journey', flow)?.state
    const kinds: EditKind[] = ['edit', 'rollBack', marketingHeldSince === null ? 'hold' : 'release']
    if (state === 'live') kinds.push('pause', 'stop')
    if (state === 'paused' || state === 'stopped') kinds.push('resume')
    if (state !== 'ended') kinds.push('end')
    return kinds.map((kind) => ({ kind, flow }))
  })
}

/** Does it. What came to nothing, because there was nothing to go back to or the text said the same, is no edit. */
export async function edit(kelu: SmallKelu, { kind, flow }: Possible, draw: Draw): Promise<void> {
  const key = keyOf('journey', flow)
  switch (kind) {
    case 'edit':
      return void (await kelu.publish({ publish: [{ definition: journeyOf(flow, draw) }], ...by(kind) }))
    case 'rollBack': {
      const planned = await planRollBack({ key }, kelu.published.snapshot(), kelu.stores.definitions)
      if (typeof planned === 'string') return
      return void (await kelu.publish({ publish: [planned.version], ...by(kind) }))
    }
    case 'hold':
    case 'release':
      return void (await kelu.publish({ marketing: kind, ...by(kind) }))
    default:
      try {
        await kelu.publish({ steer: { [key]: kind }, ...by(kind) })
      } catch (error) {
        if (!(error instanceof DomainError) || error.code !== 'definitions.refused') throw error
      }
  }
}
