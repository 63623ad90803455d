import { expect, it } from 'vitest'
import { placeBack } from './place-back.ts'

it.each([
  ['/journeys/m5/edit?tab=run', '/journeys/m5/edit?tab=run'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  [undefined, '/'],
  [['/a', '/b'], '/'],
])('%j leads to %s', (given, place) => {
  expect(placeBack(given)).toBe(place)
})
