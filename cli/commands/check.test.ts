import { expect } from 'vitest'
import { base, withCli } from '../testing/a-cli.ts'

const it = withCli
const journey = (message: string) => `journey: j
name: 流程
entry: { event: order.paid }
steps:
  hello: { send: { message: ${message} }, next: done }
  done: { exit: { reason: done } }
`

it('files without a fault are counted, and the exit code is 0', async ({ cli }) => {
  expect(await cli.kelu('check')).toMatchObject({
    code: 0,
    out: '1 个文件，2 个可用的定义：0 处错误，0 处提醒\n',
    err: '',
  })
})

it('a fault is told with file, line, column, reason and what to do, and the exit code is 1', async ({
  cli,
}) => {
  await cli.file('journeys/j.yaml', journey('helo'))
  const { code, out } = await cli.kelu('check')
  expect(code).toBe(1)
  expect(out).toMatch(/^journeys\/j\.yaml:5:\d+ {2}错误 {2}steps\.hello.*：应为.+；.+$/m)
  expect((await cli.kelu('check --json')).json()).toMatchObject({
    faults: [{ file: 'journeys/j.yaml', line: 5, expected: expect.any(String), todo: expect.any(String) }],
  })
})

it('a word advertising may not use is told with its line and what to say instead', async ({ cli }) => {
  await cli.file(
    'messages/m.yaml',
    'message: m\nname: 促销\npurpose: marketing\nminiprogram:\n  popup: { title: 促销, body: 史上最低 }\n',
  )
  const { code, out } = await cli.kelu('check')
  expect(code).toBe(1)
  expect(out).toContain(
    'messages/m.yaml:5:29  错误  miniprogram.popup.body：应为广告法允许的说法（「史上最低」是极限词）；换成「限时优惠」',
  )
})

it('a file may lean on what is published, unless it is looked at alone', async ({ cli }) => {
  await cli.fromFile(
    `${base}---\nmessage: promo\nname: 促销\npurpose: marketing\nminiprogram: { popup: { title: 促销, body: 促销 } }\n`,
  )
  await cli.file('journeys/j.yaml', journey('promo'))
  expect((await cli.kelu('check')).code).toBe(0)
  expect((await cli.kelu('check --alone')).code).toBe(1)
})

it('what would be wrong beside what is published is told, too', async ({ cli }) => {
  await cli.fromFile(`${base}---\nchannel: fair\nname: 展会\nstate: fair\nwelcome: hello\n`)
  await cli.file('base.yaml', base)
  await cli.file('more.yaml', 'channel: other\nname: 另一个\nstate: fair\nwelcome: hello\n')
  const { code, out } = await cli.kelu('check')
  expect(code).toBe(1)
  expect(out).toContain('与已发布的内容放在一起时：\n  channel:other 的 state：应为')
})

it('without a store the files are checked alone, and it is said', async ({ cli }) => {
  const unreachable = { more: { MONGODB_URI: 'mongodb://127.0.0.1:9/x?serverSelectionTimeoutMS=100' } }
  const { code, err } = await cli.kelu('check', unreachable)
  expect(code).toBe(0)
  expect(err).toMatch(/^没有与已发布的内容对照，只检查了文件（/)
  // Nor are settings needed to look at files.
  expect((await cli.kelu('check', { more: { DATA_KEYS: 'wrong' } })).code).toBe(0)
})

it('a folder that is not there is refused', async ({ cli }) => {
  expect(await cli.kelu('check nowhere')).toMatchObject({ code: 1, out: '' })
})
