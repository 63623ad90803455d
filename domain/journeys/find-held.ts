import type { RunStore } from '../../models/runs.ts'
import type { Catalog } from './catalog.ts'
import type { HeldStep } from './contract.ts'
import { type Holds, paused } from './holds.ts'

type HeldPlace = Omit<HeldStep, 'runs'>

/** Every step people are held at, by version and in the order of the steps, whether or not somebody is there. */
export async function heldPlaces(deps: { catalog: Catalog; holds: Holds }): Promise<HeldPlace[]> {
  return [...(await deps.catalog.current()).versions].flatMap(([versionId, definition]) =>
    Object.keys(definition.steps).flatMap((stepId): HeldPlace[] => {
      const why = deps.holds.atStep(definition, stepId)
      return why === null ? [] : [{ journeyId: definition.id, versionId, stepId, why }]
    }),
  )
}

/** Those with somebody at them, for want of a definition. */
export async function findHeld(deps: {
  runs: Pick<RunStore, 'countAt'>
  catalog: Catalog
  holds: Holds
}): Promise<HeldStep[]> {
  const found: HeldStep[] = []
  for (const place of await heldPlaces(deps)) {
    // Nothing is missing there: somebody wants it so.
    if (place.why === paused) continue
    const runs = await deps.runs.countAt({ versionId: place.versionId, stepId: place.stepId })
    if (runs > 0) found.push({ ...place, runs })
  }
  return found
}
