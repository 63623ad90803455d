import type { CustomerChange, PlainTrait } from '../../customers/contract.ts'
import { resolveMoment } from '../../language/moment.ts'
import type { SetTraitStep } from '../../language/steps/set-trait.ts'
import type { Planner, Situation } from './situation.ts'

/** Nothing to do is no effect: what an event of the run did not say leaves the trait as it is. */
export const planSetTrait: Planner<'setTrait'> = (step, situation) => {
  const change = changeOf(step.traits, situation)
  return {
    effects: Object.keys(change).length === 0 ? [] : [{ kind: 'change', change }],
    move: { kind: 'goto', stepId: step.next },
  }
}

function changeOf(traits: SetTraitStep['traits'], { run, now }: Situation): CustomerChange {
  const setTraits: Record<string, PlainTrait | null> = {}
  const addToTraits: Record<string, number> = {}
  for (const [name, value] of Object.entries(traits)) {
    if (value === null || typeof value !== 'object') setTraits[name] = value
    else if ('at' in value) setTraits[name] = new Date(value.at)
    else if ('moment' in value) setTraits[name] = resolveMoment(value.moment, now)
    else if ('add' in value) addToTraits[name] = value.add
    else {
      // Only what was kept as it was: words for messages would be of another type.
      const said = run[value.of.from]?.[value.of.prop]
      if (said !== undefined) setTraits[name] = said
    }
  }
  return {
    ...(Object.keys(setTraits).length > 0 && { setTraits }),
    ...(Object.keys(addToTraits).length > 0 && { addToTraits }),
  }
}
