import { expect, it } from 'vitest'
import type { Journey } from '../../graph/written.ts'
import { marksOfPlaces, type Places } from './place-marks.ts'

const journey: Journey = {
  steps: {
    offer: { send: { message: 'm' }, next: 'back' },
    back: { waitFor: { event: 'e', within: '3 days' }, yes: 'mark', no: 'end' },
    mark: { tag: { add: ['x'] }, next: 'end' },
  },
}
const totals = { came: 100, left: [], sent: 90, notSent: 10 }
const places: Places = {
  days: 30,
  inside: 38,
  entered: 100,
  completed: 62,
  elsewhere: [],
  countedAt: '2026-11-26T06:05:00.000Z',
  steps: [
    { id: 'offer', there: 0, totals },
    {
      id: 'back',
      there: 38,
      totals: { ...totals, left: [{ reason: 'exit:order.paid', says: '购买后离开', people: 8 }] },
    },
    { id: 'mark', there: 0, totals: { ...totals, came: 20 } },
  ],
}

it('a step tells who is there now, and below it what became of those before', () => {
  const { offer, back, mark } = marksOfPlaces(journey, places)
  expect(offer).toEqual({
    badge: { text: '0\u00a0人', tone: 'none' },
    foot: [
      { label: '发出', value: '90' },
      { label: '没发', value: '10', tone: 'bad' },
    ],
  })
  expect(back).toEqual({
    badge: { text: '38\u00a0人', tone: 'people' },
    foot: [
      { label: '是', value: '20' },
      { label: '否', value: '34' },
      { label: '中途离开', value: '8' },
    ],
  })
  expect(mark?.foot).toEqual([{ label: '累计', value: '20' }])
})

it('who sees only their own customers sees no totals', () => {
  const own = { ...places, entered: null, steps: [{ id: 'offer', there: 2, totals: null }] }
  expect(marksOfPlaces(journey, own).offer).toMatchObject({ foot: [] })
})
