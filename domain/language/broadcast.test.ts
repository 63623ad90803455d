import { expect, it } from 'vitest'
import { readDefinitions } from './load.ts'

const now = new Date('2026-09-01T10:00:00+08:00')
const message = `message: greeting
name: 中秋问候
purpose: marketing
miniprogram: { popup: { title: 中秋快乐, body: 祝您团圆安康 } }
`
const segment = 'segment: members\nname: 会员\nrule: { tag: 会员 }\n'
const broadcast = `broadcast: mid-autumn
name: 中秋问候
to: { all: [{ segment: members }, { not: { tag: 勿扰 } }] }
send: { message: greeting, channels: [popup] }
at: 2026-09-22T10:00:00+08:00
`
const read = (...texts: string[]) => readDefinitions([{ file: 'b.yaml', text: texts.join('---\n') }], now)

it('is a journey of one send: to these people, at this time, to nobody twice', () => {
  const { definitions, faults, warnings } = read(broadcast, message, segment)
  expect([...faults, ...warnings]).toEqual([])
  expect(definitions.journeys).toMatchObject([
    {
      id: 'mid-autumn',
      writtenAs: 'broadcast',
      name: '中秋问候',
      entry: {
        kind: 'schedule',
        schedule: { kind: 'at', iso: '2026-09-22T10:00:00+08:00' },
        when: { kind: 'all' },
        again: { kind: 'never' },
      },
      steps: {
        send: {
          kind: 'send',
          message: 'greeting',
          channels: ['popup'],
          confirm: { atOnce: true },
          next: 'end',
        },
      },
    },
  ])
})

it.each([
  ['no such message', broadcast.replace('message: greeting', 'message: greetings'), 'send.message', 4],
  ['no such segment', broadcast.replace('segment: members', 'segment: member'), 'to.all.0.segment', 3],
  ['a channel the message has nothing for', broadcast.replace('[popup]', '[sms]'), 'send.channels.0', 4],
  [
    'a trait nobody keeps',
    broadcast.replace('{ tag: 勿扰 }', '{ trait: regoin, is: 上海 }'),
    'to.all.1.not.trait',
    3,
  ],
  ['no time', broadcast.replace(/at:.*\n/, ''), 'at', 1],
  ['a time without its zone', broadcast.replace('+08:00', ''), 'at', 5],
  ['nobody to send to', broadcast.replace(/to:.*\n/, ''), 'to', 1],
  ['a way of journeys', `${broadcast}exit: [{ event: order.paid }]\n`, 'exit', 6],
])('is refused where its author wrote it: %s', (_, wrong, path, line) => {
  const { definitions, faults, refused } = read(wrong, message, segment)
  expect(faults).toMatchObject([{ path, line }])
  expect(definitions.journeys).toEqual([])
  expect(refused).toMatchObject([{ kind: 'journey', id: 'mid-autumn' }])
})

it('may have its time by a festival: every year, once', () => {
  const calendar = 'calendar: c\nname: 日历\nfestivals: { 中秋节: { lunar: 08-15 } }\n'
  const time = (at: string) => broadcast.replace(/at:.*/, `at: ${at}`)
  const { definitions, faults } = read(
    time('{ festival: 中秋节, minus: 3 days, at: "10:30" }'),
    message,
    segment,
    calendar,
  )
  expect(faults).toEqual([])
  expect(definitions.journeys[0]?.entry).toMatchObject({
    kind: 'festival',
    festival: '中秋节',
    offsetDays: -3,
    atMinute: 630,
    when: { kind: 'all' },
    again: { kind: 'always' },
  })
  const wrong = (at: string) => read(time(at), message, segment, calendar).faults
  expect(wrong('{ festival: 中秋 }')).toMatchObject([{ path: 'at.festival', line: 5 }])
  expect(wrong('{ festival: 中秋节, minus: 3 days, plus: 1 day }')).toMatchObject([{ path: 'at.plus' }])
})

it('is warned of when its time is past', () => {
  const { warnings } = read(broadcast.replace('2026-09-22', '2026-08-22'), message, segment)
  expect(warnings).toMatchObject([
    { path: 'at', line: 5, expected: expect.stringContaining('不会再发给任何人') },
  ])
})

it('shares its names with journeys', () => {
  const journey = `journey: mid-autumn
name: 中秋
entry: { api: true }
steps: { rest: { wait: 1 day, next: end } }
`
  expect(read(journey, broadcast, message, segment).faults).toMatchObject([{ path: 'broadcast' }])
})
