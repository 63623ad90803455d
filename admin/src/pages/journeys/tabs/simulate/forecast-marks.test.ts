import { expect, it } from 'vitest'
import type { Journey } from '../../graph/written.ts'
import { storeWords } from './forecast-figures.ts'
import { dayText, type Forecast, marksOfForecast, perDay, summaryOf } from './forecast-marks.ts'

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
  entries: [
    { day: '2026-10-07', people: 40 },
    { day: '2026-10-08', people: 360 },
  ],
  steps: [
    { ...step, id: 'offer', came: 400, sent: 380, notSent: 20, fen: 1_900 },
    {
      ...step,
      id: 'back',
      came: 400,
      there: 10,
      left: [{ reason: 'exit:order.paid', says: '购买后离开', count: 30 }],
    },
    { ...step, id: 'call', came: 100 },
  ],
  tasks: [{ name: '李雷', count: 100, busiest: { day: '2026-10-08', count: 19 } }],
} as unknown as Forecast

it('steps tell who came and what was sent, ways are as wide as many went', () => {
  const { steps, ways } = marksOfForecast(journey, forecast)
  expect(steps.offer).toMatchObject({
    badge: { text: '400', tone: 'count' },
    foot: [
      { label: '发', value: '380', opens: 'steps.offer.sent' },
      { label: '没发', value: '20', tone: 'bad', opens: 'steps.offer.notSent' },
      { value: '¥19.00' },
    ],
  })
  expect(steps.back).toMatchObject({ exit: { label: '购买后离开', value: '30', opens: 'steps.back.left' } })
  expect(steps.call?.foot).toEqual([{ label: '每天', value: '50 个待办', tone: 'strong' }])
  expect(ways['back/yes']).toEqual({ width: 8, value: '100' })
  expect(ways['back/no']).toEqual({ width: 18, value: '260' })
  expect(ways['offer/next']).toEqual({ width: 26 })
})

it('says when most came, and parts of few', () => {
  expect(summaryOf(forecast)).toBe('人次进入 · 每天 200，最多 10月8日 360')
  expect([perDay(3, 90), perDay(0, 90), dayText('2026-01-09')]).toEqual(['0.0', '0', '1月9日'])
})

it('tells of a 门店 what is not nothing', () => {
  const store = { code: 'S1', name: '西湖店', region: '华东', entered: 100 }
  const none = { sent: 0, confirming: 0, notSent: 0, fen: 0, tasks: 0, overflow: 0, goals: 0 }
  expect(storeWords({ ...store, ...none })).toBe('发出 0')
  expect(storeWords({ ...store, ...none, sent: 90, confirming: 40, notSent: 10, fen: 450, tasks: 12 })).toBe(
    '发出 90（导购确认 40） · 没发 10 · 待办 12 · ¥4.50',
  )
  expect(storeWords({ ...store, ...none, overflow: 3, goals: 2 })).toBe('发出 0 · 名额满 3 · 达成目标 2')
})
