import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { loadDefinitions, readDefinitions } from './load.ts'
import { createRegistry } from './registry.ts'

const read = (text: string) => readDefinitions([{ file: 'some.yaml', text }])

it('refuses a wrong file and still gives the others', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'kelu definitions '))
  onTestFinished(() => rm(dir, { recursive: true }))
  await mkdir(join(dir, 'segments'))
  await writeFile(join(dir, 'segments', 'right.yaml'), 'segment: right\nname: 对\nrule: { tag: 甲 }\n')
  await writeFile(join(dir, 'segments', 'wrong.yaml'), 'segment: wrong\nname: 错\nrule: { tog: 甲 }\n')
  await writeFile(join(dir, 'README.md'), 'not a definition')

  const { definitions, faults } = await loadDefinitions(dir)

  expect(definitions.segments.map(({ id }) => id)).toEqual(['right'])
  expect(faults).toMatchObject([{ file: 'segments/wrong.yaml', line: 3, column: 7 }])
})

it('takes a file it cannot open for a fault, not for the end', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'kelu definitions '))
  onTestFinished(() => rm(dir, { recursive: true }))
  await writeFile(join(dir, 'right.yml'), 'segment: right\nname: 对\nrule: { tag: 甲 }\n')
  await mkdir(join(dir, 'folder.yaml'))
  const { definitions, faults } = await loadDefinitions(dir)
  expect(definitions.segments.map(({ id }) => id)).toEqual(['right'])
  expect(faults).toMatchObject([{ file: 'folder.yaml', line: 1 }])
})

it('takes an alias that names nothing, or is used without end, for a fault of that definition alone', () => {
  const more = (name: string, of: string) => `${name}: &${name} [${`*${of},`.repeat(9)}]\n`
  for (const wrong of [
    'name: *nobody\n',
    `a: &a [x]\n${more('b', 'a')}${more('c', 'b')}${more('d', 'c')}${more('e', 'd')}`,
  ]) {
    const { definitions, faults } = read(
      `segment: s\n${wrong}---\nsegment: right\nname: 对\nrule: { tag: 甲 }\n`,
    )
    expect(definitions.segments.map(({ id }) => id)).toEqual(['right'])
    expect(faults).toMatchObject([{ line: 1, expected: '能读的 YAML' }])
  }
})

it('refuses a step that no installation can perform yet', () => {
  const { definitions, faults } = read(`
journey: j
name: 旅程
entry: { api: true }
steps:
  call: { webhook: { url: 'https://crm.example/in' }, next: end }
`)
  expect(definitions.journeys).toEqual([])
  expect(faults).toMatchObject([{ line: 6, path: 'steps.call.webhook' }])
})

it('refuses what leans on a refused definition, too', () => {
  const { definitions, faults } = read(
    'segment: a\nname: 甲\nrule: { segment: b }\n---\nsegment: b\nname: 乙\nrule: { segment: c }\n',
  )
  expect(definitions.segments).toEqual([])
  expect(faults.map(({ line }) => line)).toEqual([7, 3])
})

it('reads durations as milliseconds and fills what was left out', () => {
  const { definitions, faults } = read(`
journey: j
name: 旅程
entry: { event: lead.submitted, where: { prop: form, is: white-paper }, again: after 30 days }
goal: { event: order.paid, within: 30 days, value: amountFen }
exit:
  - event: order.paid
steps:
  rest:
    wait: { until: { trait: nextOrderAt, minus: 3 days }, between: 10:00-20:00 }
    next: judge
  judge:
    waitFor: { event: miniprogram.entered, within: 48 hours }
    yes: call
    no: end
  call:
    task: { title: 跟进 }
    next: end
`)
  expect(faults).toEqual([])
  expect(definitions.journeys).toEqual([
    {
      id: 'j',
      name: '旅程',
      entry: {
        kind: 'event',
        event: 'lead.submitted',
        where: { kind: 'prop', prop: 'form', tests: [{ op: 'is', value: 'white-paper' }] },
        again: { kind: 'after', ms: 30 * 24 * 3_600_000 },
      },
      exit: [{ kind: 'event', event: 'order.paid' }],
      goal: { event: 'order.paid', withinMs: 30 * 24 * 3_600_000, value: 'amountFen' },
      holdout: 0,
      first: 'rest',
      steps: {
        rest: {
          kind: 'wait',
          wait: { kind: 'trait', trait: 'nextOrderAt', offsetMs: -3 * 24 * 3_600_000 },
          between: { fromMinute: 600, toMinute: 1200 },
          next: 'judge',
        },
        judge: {
          kind: 'waitFor',
          on: { kind: 'event', event: 'miniprogram.entered' },
          withinMs: 48 * 3_600_000,
          yes: 'call',
          no: 'end',
        },
        call: { kind: 'task', title: '跟进', reasons: [], acceptMs: 2 * 3_600_000, next: 'end' },
      },
    },
  ])
})

it('keeps the steps in the order they were written', () => {
  const steps = ['zebra', 'apple', 'mango']
  const text = steps
    .map((id, at) => `  ${id}:\n    wait: 1 hour\n    next: ${steps[at + 1] ?? 'end'}\n`)
    .join('')
  const { definitions } = read(`journey: j\nname: 旅程\nentry: { api: true }\nsteps:\n${text}`)
  expect(definitions.journeys[0]?.first).toBe('zebra')
  expect(Object.keys(definitions.journeys[0]?.steps ?? {})).toEqual(steps)
})

const message =
  'message: m\nname: 消息\npurpose: requested\nvariables:\n  link: { link: "https://a.example/x" }\nemail: { subject: 甲, html: "{{link}}", text: 丙 }\n---\n'
const send = (id: string, next: string) => `  ${id}:\n    send: { message: m }\n    next: ${next}\n`

it('ties a wait for a click to the last send on each way that leads there', () => {
  const { definitions, faults } = read(
    `${message}journey: j\nname: 旅程\nentry: { api: true }\nsteps:\n${send('hello', 'which')}  which:\n    split: [{ share: 50, to: a }, { share: 50, to: b }]\n${send('a', 'clicked')}${send('b', 'pause')}  pause:\n    wait: 1 hour\n    next: clicked\n  clicked:\n    waitFor: { event: message.clicked, within: 2 days }\n    yes: end\n    no: end\n`,
  )
  expect(faults).toEqual([])
  expect(definitions.journeys[0]?.steps.clicked).toMatchObject({ on: { of: ['a', 'b'] } })
})

it('allows a loop that waits', () => {
  const { faults } = read(
    'journey: j\nname: 旅程\nentry: { api: true }\nsteps:\n  rest:\n    wait: 1 days\n    next: judge\n  judge:\n    branch:\n      - { when: { tag: 甲 }, to: end }\n      - { otherwise: rest }\n',
  )
  expect(faults).toEqual([])
})

it('takes a loop over the immediate way out of a waitFor for one that takes no time', () => {
  const { faults } = read(
    'journey: j\nname: 旅程\nentry: { api: true }\nsteps:\n  judge:\n    waitFor: { event: order.paid, within: 1 days }\n    yes: judge\n    no: end\n',
  )
  expect(faults).toMatchObject([{ line: 5, column: 3 }])
})

it('finds a channel code by its state, or the default one', () => {
  const { definitions } = read(
    'message: m\nname: 消息\npurpose: requested\nwelcome: { text: 你好 }\n---\nchannel: expo\nname: 展会\nstate: expo2026\nwelcome: m\ntags: [展会]\n---\nchannel: other\nname: 其他\ndefault: true\nwelcome: m\n',
  )
  const registry = createRegistry(definitions)
  expect(registry.channelCodeFor('expo2026')?.id).toBe('expo')
  expect(registry.channelCodeFor('never-seen')?.id).toBe('other')
  expect(registry.channelCodeFor(undefined)?.id).toBe('other')
  expect(() => registry.message('nobody')).toThrow('message.not_found')
})
