import { describe, expect, it } from 'vitest'
import { type JourneyDefinition, journeySchema } from '../language/journey.ts'
import { planMoves, reverseMoves } from './plan-moves.ts'

/** A journey that waits at each of these steps, one after the other. */
function through(...stepIds: string[]): JourneyDefinition {
  const steps = stepIds.map((stepId, n) => [stepId, { wait: '1 day', next: stepIds[n + 1] ?? 'end' }])
  return journeySchema.parse({
    journey: 'j',
    name: '一个流程',
    entry: { api: true },
    steps: Object.fromEntries(steps),
  })
}

describe('where people go on', () => {
  const plan = (named: Record<string, string> = {}) =>
    planMoves({
      standings: [
        { number: 1, stepId: 'old', people: 2 },
        { number: 2, stepId: 'kept', people: 3 },
      ],
      versions: new Map([
        [1, through('kept', 'old')],
        [2, through('kept', 'gone')],
      ]),
      next: through('kept', 'fresh'),
      named: new Map(Object.entries(named)),
    })

  it('is the step of the same name; whose step is gone stays', () => {
    expect(plan().moving.map(({ to }) => to)).toEqual([null, 'kept'])
    expect(plan().moves).toEqual([
      { from: 1, steps: { kept: 'kept' } },
      { from: 2, steps: { kept: 'kept' } },
    ])
  })

  it('is the step that was named, on every version that has the old one', () => {
    expect(plan({ old: 'fresh', kept: 'fresh' }).moves).toEqual([
      { from: 1, steps: { kept: 'fresh', old: 'fresh' } },
      { from: 2, steps: { kept: 'fresh' } },
    ])
    expect(plan({ nowhere: 'fresh' }).unknown).toEqual(['nowhere'])
  })
})

describe('the way back', () => {
  const one = { number: 1, definition: through('a', 'b', 'c') }

  it('is where they came from; of several the one of the same name, or else the first', () => {
    const two = { number: 2, definition: through('b', 'x') }
    const moves = [{ from: 1, steps: { a: 'b', b: 'b', c: 'x' } }]
    expect(reverseMoves([{ to: 2, moves }], two, one)).toEqual({ from: 2, steps: { b: 'b', x: 'c' } })
    const merged = [{ from: 1, steps: { a: 'x', c: 'x' } }]
    expect(reverseMoves([{ to: 2, moves: merged }], two, one)?.steps.x).toBe('a')
  })

  it('leads over all versions in between', () => {
    const three = { number: 3, definition: through('z', 'c') }
    const changes = [
      { to: 2, moves: [{ from: 1, steps: { a: 'y', b: 'b' } }] },
      { to: 3, moves: [{ from: 2, steps: { y: 'z' } }] },
    ]
    // Who came to c in version 3 goes on at the step of that name.
    expect(reverseMoves(changes, three, one)).toEqual({ from: 3, steps: { z: 'a', c: 'c' } })
  })

  it('is none where nobody was moved from the one to the other', () => {
    const two = { number: 2, definition: through('a') }
    expect(reverseMoves([{ to: 2 }], two, one)).toBeNull()
    expect(reverseMoves([{ to: 2, moves: [{ from: 5, steps: { a: 'a' } }] }], two, one)).toBeNull()
  })
})
