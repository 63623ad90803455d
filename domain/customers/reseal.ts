import type { SealedValues } from '../../models/sealed-values.ts'
import type { Sealing } from './sealing.ts'

export interface Resealed {
  /** Sealed values there are. */
  seen: number
  /** Now sealed with the newest key. */
  resealed: number
  /** Still sealed with another key, by its name: somebody wrote them meanwhile. */
  left: Record<string, number>
}

/** Somebody may write an old value back while it is being changed; by then it is few. */
const mostRounds = 5

/**
 * Seals everything in the store with the newest key, value by value, so that the older ones are needed no more. May be
 * ended at any point and begun again.
 * @throws what `unseal` throws of a value whose key is not there
 */
export async function resealAll(
  { values, seal, newest }: { values: SealedValues; seal: Sealing; newest: string },
  told: (soFar: Resealed) => void = () => undefined,
): Promise<Resealed> {
  let resealed = 0
  for (let round = 1; ; round++) {
    const left: Record<string, number> = {}
    let seen = 0
    for await (const place of values.all()) {
      seen++
      if (place.value.kid === newest) continue
      const isChanged = await values.replace(place, seal.seal(seal.unseal(place.value)))
      if (isChanged) resealed++
      left[place.value.kid] = (left[place.value.kid] ?? 0) + 1
      if (resealed % 1_000 === 0) told({ seen, resealed, left })
    }
    // Nothing was found in a whole round, or somebody keeps writing them.
    if (Object.keys(left).length === 0 || round === mostRounds) return { seen, resealed, left }
  }
}
