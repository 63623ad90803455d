import type { KeluEvent } from '../../../models/event.ts'
import { aCustomer } from '../../audience/testing/people.ts'
import { plan } from '../planner/plan.ts'
import type { Plan, Situation } from '../planner/situation.ts'
import { aJourney } from './definitions.ts'

export const nine = new Date('2026-03-02T09:00:00+08:00')
export const later = (ms: number): Date => new Date(nine.getTime() + ms)
export const hourMs = 3_600_000
export const dayMs = 86_400_000

export function anEvent(name: string, more: Partial<KeluEvent> = {}): KeluEvent {
  return {
    _id: `e:${name}`,
    customerId: 'c_1',
    name,
    at: nine,
    receivedAt: nine,
    props: {},
    source: 'test',
    ...more,
  }
}

interface Given extends Partial<Omit<Situation, 'run'>> {
  run?: Partial<Situation['run']>
}

/** Plans the one step `step`; ways out may lead to `a`, `b` and `c`. */
export function planStep(step: object, given: Given = {}): Plan {
  const written = JSON.stringify(step)
  const leadsTo = (id: string) => written.includes(`"${id}"`)
  const exits = Object.fromEntries(
    ['a', 'b', 'c'].filter(leadsTo).map((id) => [id, { exit: { reason: id } }]),
  )
  const definition = aJourney({ journey: 'j', entry: { api: true }, steps: { step, ...exits } })
  const { run, ...rest } = given
  return plan({
    definition,
    customer: aCustomer(),
    events: [],
    inSegment: () => false,
    isWorkingDay: () => true,
    now: nine,
    ...rest,
    run: {
      _id: 'j:c_1:1',
      customerId: 'c_1',
      stepId: 'step',
      visit: 1,
      enteredStepAt: nine,
      lookFrom: nine,
      used: [],
      vars: {},
      ...run,
    },
  })
}
