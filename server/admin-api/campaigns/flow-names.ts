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
export function createFlowNames(look: Pick<ReturnType<typeof createLook>, 'all'>) {
  async function all(): Promise<ShownFlow[]> {
    const found = await Promise.all((['journey', 'broadcast'] as const).map((kind) => look.all(kind)))
    return found.flat().map(({ id, name, kind, state, stateName }) => ({
      ...{ id, name, state, stateName },
      kind: kind === 'broadcast' ? kind : 'journey',
    }))
  }

  return {
    all,
    /** In the order they are asked for; of one nothing is known of, its id. */
    async of(ids: readonly string[]): Promise<ShownFlow[]> {
      const known = ids.length === 0 ? [] : await all()
      return ids.map(
        (id) =>
          known.find((flow) => flow.id === id) ?? {
            id,
            name: id,
            kind: 'gone',
            state: null,
            stateName: null,
          },
      )
    },
  }
}
export type FlowNames = ReturnType<typeof createFlowNames>
