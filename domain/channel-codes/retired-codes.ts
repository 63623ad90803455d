import type { DefinitionStore } from '../../models/definitions.ts'
import { partsOf, versionKeyOf } from '../definitions/keys.ts'
import type { Published } from '../definitions/published.ts'
import { readVersion } from '../definitions/snapshot.ts'

/** A code that is not in use any more, as it was last. */
export interface RetiredCode {
  id: string
  name: string
  state: string
}

export type RetiredCodes = () => Promise<readonly RetiredCode[]>

/** Codes whose definition was retired; a state that another code has by now is that one's. */
export function createRetiredCodes(deps: {
  published: Pick<Published, 'snapshot'>
  versions: Pick<DefinitionStore, 'versions'>
}): RetiredCodes {
  let known: { number: number; codes: RetiredCode[] } = { number: -1, codes: [] }

  return async () => {
    const { number, heads, registry } = deps.published.snapshot()
    if (known.number === number) return known.codes
    const gone = heads.filter(({ key, state }) => state === 'retired' && partsOf(key).kind === 'channel')
    const versions = await deps.versions.versions(gone.map((head) => versionKeyOf(head.key, head.number)))
    const inUse = new Set(registry.channelCodes.map(({ state }) => state))
    const codes = versions.flatMap((version): RetiredCode[] => {
      const read = readVersion(version)
      if (read.kind !== 'channel') return []
      const { id, name, state } = read.definition
      return state === undefined || inUse.has(state) ? [] : [{ id, name, state }]
    })
    known = { number, codes }
    return codes
  }
}
