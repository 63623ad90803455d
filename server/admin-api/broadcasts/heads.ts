import { describe } from '../../../domain/audience/describe.ts'
import { type BroadcastPlan, planOf } from '../../../domain/broadcasts/plan.ts'
import type { BroadcastProgress } from '../../../domain/broadcasts/progress.ts'
import { calendarInForce } from '../../../domain/definitions/calendar-in-force.ts'
import { keyOf } from '../../../domain/definitions/keys.ts'
import { namesIn } from '../../../domain/definitions/sentences/names.ts'
import type { Snapshot } from '../../../domain/definitions/snapshot.ts'
import { structureOf } from '../../../domain/definitions/written-text.ts'
import { broadcastSchema } from '../../../domain/language/broadcast.ts'
import type { JourneyDefinition } from '../../../domain/language/journey.ts'
import type { HeadState } from '../../../models/definitions.ts'
import { createLook } from '../definitions/look.ts'
import type { BroadcastsGround } from './ground.ts'

type Stage = 'draft' | 'scheduled' | 'sending' | 'sent' | 'paused' | 'ended' | 'missed'

/** How broadcasts stand, each with how far it is. */
export function createHeads(ground: BroadcastsGround) {
  const { published, draftStore, progressOf, clock } = ground
  const look = createLook(ground)

  /** As it is published, or as the draft of one that never was says. */
  async function definitionOf(id: string, snapshot: Snapshot): Promise<JourneyDefinition | null> {
    const version = snapshot.versionOf('journey', id)
    if (version !== null) return published.version('journey', version)
    const head = snapshot.headOf('journey', id)
    if (head !== null) return published.version('journey', `${id}@${head.number}`)
    const draft = await draftStore.find(keyOf('journey', id))
    const read = broadcastSchema.safeParse(structureOf(draft?.text ?? ''))
    return read.success ? read.data : null
  }

  async function headOf(summary: Awaited<ReturnType<typeof look.all>>[number]) {
    const snapshot = published.snapshot()
    const { id, name, owner, number, draft } = summary
    const definition = await definitionOf(id, snapshot)
    const now = clock.now()
    const plan = definition && planOf(definition, calendarInForce(snapshot), now)
    const progress = number === null ? null : await progressOf(id)
    const { message } = namesIn(snapshot.registry)
    const said = plan && message?.(plan.send.message)
    return {
      id,
      name,
      owner,
      stage: stageOf(summary.state, plan, progress, now),
      at: plan?.at ?? null,
      message: said ? { id: said.id, name: said.name } : null,
      to: plan ? describe(plan.to, namesIn(snapshot.registry)) : '',
      hasDraft: draft !== null,
      counts: progress,
    }
  }

  return {
    async all() {
      const heads = await Promise.all((await look.all('broadcast')).map(headOf))
      return heads.sort(
        (one, other) =>
          order.indexOf(one.stage) - order.indexOf(other.stage) ||
          (other.at?.getTime() ?? 0) - (one.at?.getTime() ?? 0),
      )
    },
    async one(id: string) {
      const summary = await look.one(keyOf('journey', id))
      return summary?.kind === 'broadcast' ? headOf(summary) : null
    },
  }
}

/** What runs, what comes, what is being written; what is over at the end. */
const order: Stage[] = ['sending', 'paused', 'scheduled', 'draft', 'missed', 'sent', 'ended']

export function stageOf(
  state: HeadState | 'draft',
  plan: Pick<BroadcastPlan, 'at'> | null,
  progress: Pick<BroadcastProgress, 'planned' | 'waiting'> | null,
  now: Date,
): Stage {
  if (state === 'draft' || progress === null) return 'draft'
  if (state === 'paused' || state === 'resuming') return 'paused'
  if (state === 'ended' || state === 'retired') return 'ended'
  if (progress.planned > 0) return progress.waiting > 0 ? 'sending' : 'sent'
  if (state === 'stopped') return 'ended'
  if (plan?.at && plan.at > now) return 'scheduled'
  // Everybody of a crowd enters within minutes.
  const isLate = plan?.at === null || plan === null || now.getTime() - plan.at.getTime() > graceMs
  return isLate ? 'missed' : 'sending'
}

const graceMs = 10 * 60_000
