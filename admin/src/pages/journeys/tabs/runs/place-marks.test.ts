import { expect, it } from 'vitest'
import type { Journey } from '../../graph/written.ts'
import { marksOfPlaces, opened, opens, type Places } from './place-marks.ts'

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
  goal: { says: '下单', people: 8 },
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

it('a step tells who is there now, and below it what became of those before, each opening its people', () => {
  const { steps, ways } = marksOfPlaces(journey, places)
  const { offer, back, mark } = steps
  expect(offer).toEqual({
    badge: { text: '0\u00a0人', tone: 'none' },
    foot: [
      { label: '发出', value: '90', opens: 'sent offer ' },
      { label: '没发', value: '10', tone: 'bad', opens: 'notSent offer ' },
    ],
  })
  expect(back).toEqual({
    badge: { text: '38\u00a0人', tone: 'people' },
    foot: [
      { label: '是', value: '20', opens: 'came mark ' },
      // Who went to the end along it is nowhere written by itself.
      { label: '否', value: '34' },
      { label: '购买后离开', value: '8', opens: 'left back exit:order.paid' },
    ],
  })
  expect(mark?.foot).toEqual([{ label: '累计', value: '20', opens: 'came mark ' }])
  expect(ways['back/yes']).toEqual({ value: '20\u00a0人' })
})

it('reads back what a figure opens', () => {
  const left = { which: 'left', stepId: 'back', reason: 'exit:order.paid' } as const
  expect(opened(opens(left))).toEqual(left)
  expect(opened(opens({ which: 'sent', stepId: 'offer' }))).toEqual({ which: 'sent', stepId: 'offer' })
})

it('who sees only their own customers sees no totals', () => {
  const own = { ...places, entered: null, steps: [{ id: 'offer', there: 2, totals: null }] }
  const { steps, ways } = marksOfPlaces(journey, own)
  expect(steps.offer).toMatchObject({ foot: [] })
  expect(ways).toEqual({})
})
