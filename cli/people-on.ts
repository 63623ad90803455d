import { keyOf, versionKeyOf } from '../domain/definitions/keys.ts'
import type { World } from './world.ts'

/** All versions of a journey, as runs name them. */
export async function versionIdsOf(journeyId: string, { stores }: Pick<World, 'stores'>): Promise<string[]> {
  const numbers = await stores.definitions.numbersOf([keyOf('journey', journeyId)])
  return numbers.map(({ number }) => versionKeyOf(journeyId, number))
}

/** How many people are on a journey now, on whatever version. */
export async function peopleOn(
  journeyId: string,
  world: Pick<World, 'stores' | 'runFigures'>,
): Promise<number> {
  return world.runFigures.countActive(await versionIdsOf(journeyId, world))
}
