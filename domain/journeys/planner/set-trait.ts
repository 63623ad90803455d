import type { PlainTrait } from '../../customers/contract.ts'
import type { SetTraitStep } from '../../language/steps/set-trait.ts'
import type { Planner } from './situation.ts'

export const planSetTrait: Planner<'setTrait'> = (step) => ({
  effects: [{ kind: 'change', change: { setTraits: valuesOf(step.traits) } }],
  move: { kind: 'goto', stepId: step.next },
})

const valuesOf = (traits: SetTraitStep['traits']): Record<string, PlainTrait | null> =>
  Object.fromEntries(
    Object.entries(traits).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? new Date(value.at) : value,
    ]),
  )
