import { describe, expect, it } from 'vitest'
import { definitionsIn } from '../../test/testing/definitions-in.ts'
import { createCalendar } from '../calendar/calendar.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import { withTimeIn } from './broadcast-time.ts'

const festivals = 'calendar: china\nname: 日历\nfestivals: { 中秋节: { lunar: 08-15 } }\n'
const calendar = createCalendar(
  definitionsIn(festivals, []).flatMap(({ definition }) =>
    definition.kind === 'calendar' ? [{ definition: definition.definition, version: 'china@1' }] : [],
  ),
)
const day = (text: string) => new Date(`${text}+08:00`)
const stretch = { from: day('2026-03-02T12:00:00'), to: day('2026-03-09T12:00:00') }
const message =
  'message: m\nname: 消息\npurpose: marketing\nminiprogram: { popup: { title: 甲, body: 乙 } }\n---\n'
const journeyOf = (text: string): JourneyDefinition => {
  const one = definitionsIn(`${festivals}---\n${message}${text}`, []).find(
    ({ definition }) => definition.kind === 'journey',
  )?.definition
  if (one?.kind !== 'journey') throw new Error('no journey')
  return one.definition
}
const broadcastAt = (at: string) =>
  journeyOf(`broadcast: b\nname: 群发\nto: { tag: VIP }\nsend: { message: m }\nat: ${at}\n`)

describe('the time of a broadcast in a simulation', () => {
  it('is its own where it lies in the stretch', () => {
    const own = broadcastAt('"2026-03-05T10:30:00+08:00"')
    expect(withTimeIn(own, stretch, calendar)).toEqual({ journey: own, at: null })
  })

  it.each([
    ['2027-01-01T18:30:00+08:00', '2026-03-02T18:30:00'],
    ['2027-01-01T10:30:00+08:00', '2026-03-03T10:30:00'],
    ['2025-01-01T10:30:00+08:00', '2026-03-03T10:30:00'],
  ])('of one at %s is the first of that hour', (written, expected) => {
    const { journey, at } = withTimeIn(broadcastAt(`"${written}"`), stretch, calendar)
    expect(at).toEqual(day(expected))
    expect(journey.entry).toMatchObject({
      kind: 'schedule',
      schedule: { kind: 'at', iso: day(expected).toISOString() },
      when: { kind: 'tag', tag: 'VIP' },
      again: { kind: 'never' },
    })
  })

  it('of one by a festival is at the hour it would come at', () => {
    const { at } = withTimeIn(
      broadcastAt('{ festival: 中秋节, minus: 3 days, at: "09:00" }'),
      stretch,
      calendar,
    )
    expect(at).toEqual(day('2026-03-03T09:00:00'))
  })

  it('is left to journeys that are no broadcast', () => {
    const scheduled = journeyOf(
      'journey: j\nname: 流程\nentry: { schedule: { at: "2027-01-01T10:30:00+08:00" }, when: { tag: VIP } }\nsteps:\n  a: { tag: { add: [甲] }, next: end }\n',
    )
    expect(withTimeIn(scheduled, stretch, calendar)).toEqual({ journey: scheduled, at: null })
  })
})
