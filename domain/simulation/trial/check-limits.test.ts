import { describe, expect, it } from 'vitest'
import { definitionsIn } from '../../../test/testing/definitions-in.ts'
import { groupDefinitions } from '../../language/definitions.ts'
import { createRegistry } from '../../language/registry.ts'
import { defaultRules } from '../../language/settings.ts'
import { checkCaps } from './check-caps.ts'
import { checkHours } from './check-hours.ts'

const now = new Date('2026-03-02T09:00:00+08:00')
const message = (id: string, channel: 'sms' | 'email', more = '') => `message: ${id}
name: ${id}
purpose: marketing
prefer: [${channel}]
${more}
sms: { text: "上新了 拒收请回复R", templates: { aliyun: SMS_200001 } }
email: { subject: 上新, html: <p>上新</p>, text: 上新 }
---
`
const settings = `settings: company
name: 公司
caps:
  perDay: 2
  perWeek: 3
  channels: { sms: { perDay: 1 } }
  categories: { 促销: { perDay: 1 } }
---
`
const messages =
  settings + message('mail', 'email') + message('text', 'sms') + message('sale', 'email', 'category: 促销')

function read(journey: string) {
  const definitions = definitionsIn(messages + journey, []).map(({ definition }) => definition)
  const grouped = groupDefinitions(definitions)
  const [definition] = grouped.journeys
  const [rules = defaultRules] = grouped.settings
  if (definition === undefined) throw new Error('no journey')
  return { definition, registry: createRegistry(grouped), rules }
}

const aJourney = (steps: string, entry = '{ event: lead.submitted }') =>
  `journey: j\nname: 流程\nentry: ${entry}\nsteps:\n${steps}`

function caps(steps: string) {
  const { definition, registry, rules } = read(aJourney(steps))
  return checkCaps(definition, registry, rules).map(
    ({ level, place, reason }) => `${level} ${place} ${reason}`,
  )
}

describe('messages that can never all fit', () => {
  const row = (last: string, wait = '') => `  a: { send: { message: mail }, next: b }
  b: { send: { message: mail }, next: ${wait === '' ? 'c' : 'rest'} }
${wait === '' ? '' : `  rest: { wait: ${wait}, next: c }\n`}  c: { send: { ${last} }, next: end }
`
  it('are told of the one that finds no room, with the cap', () => {
    expect(caps(row('message: mail'))).toEqual([
      'fault steps.c 永远发不出：消息每人一天最多 2 条，同一时刻在它前面已经发了 2 条',
    ])
  })

  it('but not of one that may wait for the next day, nor of those days apart', () => {
    expect(caps(row('message: mail, whenCapped: next day'))).toEqual([])
    expect(caps(row('message: mail', '1 day'))).toEqual([])
    expect(caps(row('message: mail', '2 hours'))).toEqual([
      'warning steps.c 可能发不出：消息每人一天最多 2 条，它前面的 2 条和它相隔不到一天',
    ])
  })

  it('nor of two ways of which each person walks one', () => {
    const steps = `  which: { branch: [{ when: { tag: 甲 }, to: a }, { otherwise: b }] }
  a: { send: { message: mail }, next: c }
  b: { send: { message: mail }, next: c }
  c: { send: { message: mail }, next: end }
`
    expect(caps(steps)).toEqual([])
    // Who comes by the second way out was sent nothing.
    const instead = `  a: { send: { message: text }, next: end, notSent: b }
  b: { send: { message: text }, next: end }
`
    expect(caps(instead)).toEqual([])
  })

  it.each([
    ['text', '短信消息每人一天最多 1 条'],
    ['sale', '「促销」类消息每人一天最多 1 条'],
  ])('also by the cap of a channel or a category: %s', (id, limit) => {
    const steps = `  a: { send: { message: ${id} }, next: b }
  b: { send: { message: ${id} }, next: end }
`
    expect(caps(steps)).toEqual([`fault steps.b 永远发不出：${limit}，同一时刻在它前面已经发了 1 条`])
  })

  it('also within a week, and round a loop', () => {
    const steps = `  a: { send: { message: mail }, next: rest }
  rest: { wait: 1 day, next: a }
`
    expect(caps(steps)).toEqual([
      'warning steps.a 可能发不出：消息每人一周最多 3 条，它前面的 3 条和它相隔不到一周',
    ])
  })
})

describe('a message at an hour it can never go', () => {
  const hours = (steps: string, entry?: string) => {
    const { definition, registry, rules } = read(aJourney(steps, entry))
    return checkHours(definition, registry, rules, now)
  }
  const send = (more = '', id = 'text') => `  s: { send: { message: ${id}${more} }, next: end }\n`
  const behind = (between: string, more = '', id = 'text') =>
    `  w: { wait: { between: "${between}" }, next: t }\n  t: { tag: { add: [甲] }, next: s }\n${send(more, id)}`

  it('is told with the hours it can', () => {
    expect(hours(behind('20:30-21:30'))).toEqual([
      {
        level: 'fault',
        place: 'steps.s',
        reason: '到这一步是 20:30–21:30，全在免打扰时段里，总要等到 09:00–20:00 才发',
        todo: '把时间改到 09:00–20:00 之内，或在设置里改 quietHours',
      },
    ])
    // Mail may go until ten; some of the window is open; nobody knows the hour behind another wait.
    expect(hours(behind('20:30-21:30', '', 'mail'))).toEqual([])
    expect(hours(behind('19:00-21:30'))).toEqual([])
    expect(
      hours(
        `  w: { wait: 1 day, next: s }\n${send()}`,
        '{ schedule: { cron: "0 21 * * *" }, when: { tag: 甲 } }',
      ),
    ).toEqual([])
  })

  it.each([
    ['{ schedule: { cron: "0 21 * * *" }, when: { tag: 甲 } }'],
    ['{ schedule: { at: "2026-06-18T21:00:00+08:00" }, when: { tag: 甲 } }'],
    ['{ trait: nextOrderOn, at: "21:00" }'],
  ])('also at the hour of the entry %s', (entry) => {
    expect(hours(send(), entry)).toMatchObject([{ reason: expect.stringContaining('到这一步是 21:00') }])
    expect(hours(send(), entry.replace('21:00', '10:00').replace('0 21', '0 10'))).toEqual([])
  })

  it('is never sent where useBy is over before it may be', () => {
    expect(hours(behind('20:30-21:30', ', useBy: 11 hours'))).toMatchObject([
      { reason: '永远发不出：到这一步是 20:30–21:30，要等到能发的 09:00–20:00，那时已过 useBy' },
    ])
    expect(hours(behind('20:30-21:30', ', useBy: 12 hours'))).toMatchObject([
      { reason: expect.stringContaining('总要等到') },
    ])
    const at = (useBy: string) =>
      hours(
        send(`, useBy: "2026-06-19T${useBy}:00+08:00"`),
        '{ schedule: { at: "2026-06-18T21:00:00+08:00" }, when: { tag: 甲 } }',
      )
    expect(at('09:00')).toMatchObject([{ reason: expect.stringContaining('已过 useBy（6月19日 09:00）') }])
    expect(at('09:01')).toMatchObject([{ reason: expect.stringContaining('总要等到') }])
  })
})
