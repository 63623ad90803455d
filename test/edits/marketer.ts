import type { Change } from '../../domain/definitions/change.ts'
import { keyOf } from '../../domain/definitions/keys.ts'
import { planMoves } from '../../domain/definitions/plan-moves.ts'
import { planRollBack } from '../../domain/definitions/roll-back.ts'
import { DomainError } from '../../domain/errors.ts'
import { couponBatchSchema } from '../../domain/language/coupon-batch.ts'
import { type JourneyDefinition, journeySchema } from '../../domain/language/journey.ts'
import { messageSchema } from '../../domain/language/message-schema.ts'
import type { StepMap } from '../../models/definitions.ts'
import { batch, type Flow, flows, messages, writeFlow } from './flows.ts'
import type { SmallKelu } from './small-kelu.ts'

export const editKinds = [
  'edit',
  'move',
  'pause',
  'resume',
  'stop',
  'end',
  'rollBack',
  'pilot',
  'widen',
  'promote',
  'withdraw',
  'hold',
  'release',
] as const
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

/** What can be done now. */
export function possible(kelu: SmallKelu): Possible[] {
  const { headOf, marketingHeldSince } = kelu.published.snapshot()
  return flows.flatMap((flow) => {
    const head = headOf('journey', flow)
    const kinds: EditKind[] = ['edit', 'move', 'rollBack', marketingHeldSince === null ? 'hold' : 'release']
    if (head?.state === 'live') kinds.push('pause', 'stop')
    if (head?.state === 'paused' || head?.state === 'stopped') kinds.push('resume')
    if (head?.state !== 'ended') kinds.push('end')
    if (head?.pilot === undefined) kinds.push('pilot')
    else kinds.push('promote', 'withdraw', ...((head.pilot.share ?? 99) < 90 ? ['widen' as const] : []))
    return kinds.map((kind) => ({ kind, flow }))
  })
}

/** Does it. What came to nothing, because there was nothing to go back to or the text said the same, is no edit. */
export async function edit(kelu: SmallKelu, next: Possible, draw: Draw): Promise<void> {
  const change = await changeOf(kelu, next, draw)
  if (change === null) return
  try {
    await kelu.publish({ ...change, ...by(next.kind) })
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'definitions.refused') throw error
  }
}

async function changeOf(
  kelu: SmallKelu,
  { kind, flow }: Possible,
  draw: Draw,
): Promise<Omit<Change, 'origin' | 'by'> | null> {
  const key = keyOf('journey', flow)
  const written = () => ({ definition: journeyOf(flow, draw) })
  switch (kind) {
    case 'edit':
      return { publish: [written()] }
    case 'move': {
      const next = written()
      return { publish: [next], move: { [key]: await allTo(kelu, flow, next.definition.definition) } }
    }
    case 'rollBack': {
      const planned = await planRollBack({ key }, kelu.published.snapshot(), kelu.stores.definitions)
      return typeof planned === 'string'
        ? null
        : { publish: [planned.version], move: { [key]: planned.moves } }
    }
    case 'pilot':
      return { publish: [written()], pilot: { [key]: { kind: 'begin', audience: { share: 20 + draw(40) } } } }
    case 'widen': {
      const share = kelu.published.snapshot().headOf('journey', flow)?.pilot?.share ?? 50
      return { pilot: { [key]: { kind, audience: { share: share + 5 } } } }
    }
    case 'promote':
    case 'withdraw':
      return { pilot: { [key]: { kind } } }
    case 'hold':
    case 'release':
      return { marketing: kind }
    default:
      return { steer: { [key]: kind } }
  }
}

/** Everybody of the last versions to the steps of the same name; now and then to another one. */
async function allTo(kelu: SmallKelu, flow: Flow, next: JourneyDefinition): Promise<StepMap[]> {
  const numbers = (await kelu.published.numbersOf([keyOf('journey', flow)])).map(({ number }) => number)
  const versions = new Map<number, JourneyDefinition>()
  for (const number of numbers.sort((a, b) => b - a).slice(0, 6)) {
    const definition = await kelu.published.version('journey', `${flow}@${number}`)
    if (definition !== null) versions.set(number, definition)
  }
  const named = new Map([
    ['gift', 'thank'],
    ['mark', 'remind'],
  ])
  return planMoves({ standings: [], versions, next, named }).moves
}
