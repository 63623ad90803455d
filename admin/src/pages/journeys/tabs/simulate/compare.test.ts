import { expect, it } from 'vitest'
import type { Journey } from '../../graph/written.ts'
import { marksBeside, type Real, totalsBeside } from './compare.ts'
import type { Forecast } from './forecast-marks.ts'

const journey: Journey = {
  steps: {
    offer: { send: { message: 'm' }, next: 'back' },
    back: { waitFor: { event: 'e', within: '3 days' }, yes: 'call', no: 'end' },
    call: { task: { title: '跟进' }, next: 'end' },
  },
}
const step = { there: 0, left: [], sent: 0, notSent: 0, fen: 0 }
const forecast = {
  entered: 400,
  entries: Array.from({ length: 40 }, (_, n) => ({ day: `2026-10-${n}`, people: 10 })),
  steps: [
    { ...step, id: 'offer', came: 400, sent: 380, notSent: 20 },
    { ...step, id: 'back', came: 400 },
    { ...step, id: 'call', came: 100 },
  ],
  goals: { count: 40, valueFen: 0 },
} as unknown as Forecast
const none = { came: 0, there: 0, left: 0, sent: 0, notSent: 0 }
const real: Real = {
  number: 3,
  from: '2026-11-16T00:00:00.000Z',
  to: '2026-11-26T00:00:00.000Z',
  entered: 50,
  completed: 40,
  reached: 10,
  steps: [
    { ...none, id: 'offer', came: 50, sent: 40, notSent: 10 },
    { ...none, id: 'back', came: 50 },
    { ...none, id: 'call', came: 20 },
  ],
}

it('compares parts, and so many a day, for the two are of different lengths', () => {
  const { offer, back, call } = marksBeside(journey, forecast, real)
  const told = [offer, back, call].map((mark) => mark?.foot?.map(({ label, value }) => `${label} ${value}`))
  expect(told).toEqual([
    ['发出 95.0%', '实际 80.0%'],
    ['是 25.0%', '实际 40.0%'],
    ['每天 2.5', '实际 2.0'],
  ])
  expect(totalsBeside(forecast, real)).toEqual([
    { label: '每天进入', before: '10', now: '5.0' },
    { label: '每天发出', before: '9.5', now: '4.0' },
    { label: '发出率', before: '95.0%', now: '80.0%' },
    { label: '达成目标', before: '10.0%', now: '20.0%' },
  ])
})

it('says that the version in use does not have a step', () => {
  const without = { ...real, steps: real.steps.filter(({ id }) => id !== 'call') }
  expect(marksBeside(journey, forecast, without).call?.foot).toEqual([{ label: '实际', value: '没有这一步' }])
})
