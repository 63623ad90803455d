import { partsOf, versionKeyOf } from '../../../domain/definitions/keys.ts'
import type { Published } from '../../../domain/definitions/published.ts'

/** Of what is over the newest: more nobody looks through. */
const mostOver = 200

interface Explainable {
  kind: 'journey' | 'message' | 'segment'
  id: string
  name: string
  writtenAs: 'broadcast' | null
  isOver: boolean
}

/** What can be explained for a customer: what is in use, and what was, for moments that are over. */
export function createExplainable(published: Pick<Published, 'snapshot' | 'version'>) {
  async function over(): Promise<Explainable[]> {
    const { heads, registry } = published.snapshot()
    const inUse = {
      journey: new Set(registry.journeys.map(({ id }) => id)),
      message: new Set(registry.messages.map(({ id }) => id)),
      segment: new Set(registry.segments.map(({ id }) => id)),
    }
    const gone = heads.flatMap(({ key, number }) => {
      const { kind, id } = partsOf(key)
      if (kind !== 'journey' && kind !== 'message' && kind !== 'segment') return []
      return inUse[kind].has(id) ? [] : [{ kind, id, number }]
    })
    const found = await Promise.all(
      gone.slice(-mostOver).map(async ({ kind, id, number }): Promise<Explainable[]> => {
        const definition = await published.version(kind, versionKeyOf(id, number))
        if (definition === null) return []
        const writtenAs = 'writtenAs' in definition ? (definition.writtenAs ?? null) : null
        return [{ kind, id, name: definition.name, writtenAs, isOver: true }]
      }),
    )
    return found.flat()
  }

  return async function explainable(): Promise<Explainable[]> {
    const { messages, journeys, segments } = published.snapshot().registry
    const usual = { writtenAs: null, isOver: false }
    return [
      ...messages.map(({ id, name }) => ({ kind: 'message' as const, id, name, ...usual })),
      ...journeys.map(({ id, name, writtenAs = null }) => ({
        kind: 'journey' as const,
        id,
        name,
        writtenAs,
        isOver: false,
      })),
      ...segments.map(({ id, name }) => ({ kind: 'segment' as const, id, name, ...usual })),
      ...(await over()),
    ]
  }
}
