import type { DefinitionStore } from '../definitions.ts'
import type { MappingStore } from '../mappings.ts'
import type { SteeredRunStore } from '../steered-runs.ts'

/** Stores of what happens to runs while a journey is steered: in a simulation nobody steers, so asking one is a mistake. */
export const nobodySteers = {
  steeredRuns: refusing<SteeredRunStore>(),
  mappings: refusing<MappingStore>(),
  definitions: refusing<Pick<DefinitionStore, 'moving'>>(),
}

function refusing<Store extends object>(): Store {
  return new Proxy({} as Store, {
    get(_, name) {
      throw new Error(`nobody steers a journey in memory: ${String(name)}`)
    },
  })
}
