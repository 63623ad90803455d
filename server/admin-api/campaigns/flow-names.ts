import type { BroadcastProgress } from '../../../domain/broadcasts/progress.ts'
import type { KnownFlow } from '../../../domain/campaigns/plan-columns.ts'
import type { createLook } from '../definitions/look.ts'

type Summary = Awaited<ReturnType<ReturnType<typeof createLook>['all']>>[number]

/** A flow or 群发 as its campaign shows it. */
export interface ShownFlow extends KnownFlow {
  kind: 'journey' | 'broadcast' | 'gone'
  state: Summary['state'] | null
  stateName: string | null
}

/** What flows are called now, or were last; drafts that nobody published included. */
export function createFlowNames(
  look: Pick<ReturnType<typeof createLook>, 'all'>,
  progressOf: (broadcastId: string) => Promise<Pick<BroadcastProgress, 'planned' | 'waiting'>>,
) {
  async function all(): Promise<ShownFlow[]> {
    const found = await Promise.all((['journey', 'broadcast'] as const).map((kind) => look.all(kind)))
    return found.flat().map(({ id, name, kind, state, stateName }) => ({
      ...{ id, name, state, stateName },
      kind: kind === 'broadcast' ? kind : 'journey',
    }))
  }

  /** A 群发 that has begun says how far it is: in use it stays until somebody ends it. */
  async function standing(flow: ShownFlow): Promise<ShownFlow> {
    if (flow.kind !== 'broadcast' || flow.state !== 'live') return flow
    const { planned, waiting } = await progressOf(flow.id)
    const stateName = planned === 0 ? flow.stateName : waiting > 0 ? '发送中' : '已发完'
    return { ...flow, stateName }
  }

  return {
    all,
    /** In the order they are asked for; of one nothing is known of, its id. */
    async of(ids: readonly string[]): Promise<ShownFlow[]> {
      const known = ids.length === 0 ? [] : await all()
      const gone = { kind: 'gone', state: null, stateName: null } as const
      return Promise.all(
        ids.map((id) => standing(known.find((flow) => flow.id === id) ?? { id, name: id, ...gone })),
      )
    },
  }
}
export type FlowNames = ReturnType<typeof createFlowNames>
