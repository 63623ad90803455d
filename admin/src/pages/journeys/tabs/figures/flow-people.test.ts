import { expect, it } from 'vitest'
import type { Journey } from '../../graph/written.ts'
import { peopleOnWays, widthOf } from './flow-people.ts'

const journey: Journey = {
  steps: {
    offer: { send: { message: 'm' }, next: 'back' },
    back: { waitFor: { event: 'e', within: '3 days' }, yes: 'mark', no: 'ask' },
    mark: { tag: { add: ['x'] }, next: 'thank' },
    ask: { send: { message: 'm' }, next: 'thank' },
    thank: { send: { message: 'm' }, next: 'end' },
  },
}
const step = (id: string, came: number, there = 0, left = 0) => ({ id, came, there, left })

it('tells who went along each way, those that join again included', () => {
  const steps = [
    step('offer', 100, 10),
    step('back', 90, 20, 5),
    step('mark', 25),
    step('ask', 40, 5),
    step('thank', 60),
  ]
  expect(Object.fromEntries(peopleOnWays(journey, 100, steps))).toEqual({
    '@entry': 100,
    'offer/next': 90,
    'back/yes': 25,
    'back/no': 40,
    'mark/next': 25,
    'ask/next': 35,
    'thank/next': 60,
  })
})

it('says nothing of ways that cannot be told apart', () => {
  const both: Journey = {
    steps: {
      which: { branch: [{ when: {}, to: 'end' }, { otherwise: 'end' }] },
    },
  }
  expect(Object.fromEntries(peopleOnWays(both, 5, [step('which', 5)]))).toEqual({ '@entry': 5 })
})

it('is as wide as many went', () => {
  expect([widthOf(0, 0), widthOf(0, 50), widthOf(50, 50)]).toEqual([2, 2, 26])
})
