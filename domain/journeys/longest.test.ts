import { expect, it } from 'vitest'
import { written } from '../definitions/testing/world.ts'
import { longestBehind } from './longest.ts'

const dayMs = 86_400_000

function stepsOf(text: string) {
  const [first] = written(`journey: j\nname: 流程\nentry: { event: lead.submitted }\nsteps:\n${text}`)
  if (first?.one.kind !== 'journey') throw new Error('not a journey')
  return first.one.definition
}

it('takes the longest way, with what its waits add to find an hour or a day of the week', () => {
  const journey = stepsOf(`
  ask: { waitFor: { event: order.paid, within: 5 days }, yes: rest, no: month }
  rest: { wait: { for: 2 days, between: '10:00-12:00' }, next: end }
  month: { wait: 1 month, next: end }`)
  expect(longestBehind(journey, 'ask')).toBe(31 * dayMs)
  expect(longestBehind(journey, 'rest')).toBe(0)
})

it('tells nothing where a date of each customer is waited for, or a way leads back', () => {
  const dated = stepsOf(`
  first: { tag: { add: [a] }, next: birthday }
  birthday: { wait: { until: { trait: birthday } }, next: end }`)
  expect(longestBehind(dated, 'first')).toBeNull()
  const round = stepsOf(`
  ask: { waitFor: { event: order.paid, within: 5 days }, yes: end, no: again }
  again: { wait: 1 day, next: ask }`)
  expect(longestBehind(round, 'ask')).toBeNull()
})
