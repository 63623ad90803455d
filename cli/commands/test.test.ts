import { expect } from 'vitest'
import { base, withCli } from '../testing/a-cli.ts'

const it = withCli
const journey = `message: offer
name: 上新
purpose: marketing
prefer: [sms]
variables: { nickname: { from: customer.nickname, default: 朋友 } }
sms: { text: "{{nickname}}，上新了 拒收请回复R", templates: { aliyun: SMS_200001 }, params: { name: nickname } }
---
journey: nurture
name: 线索培育
entry: { event: lead.submitted, where: { prop: form, is: expo } }
steps:
  offer: { send: { message: offer }, next: end }
`

it('says what was tried and found, and keeps the result with the version', async ({ cli }) => {
  await cli.onPage(`${base}---\n${journey}`)
  const { code, out } = await cli.kelu('test nurture')
  expect(out).toContain('测试「线索培育」（nurture@1）')
  expect(out).toContain('路径：1 条，走通 1 条')
  expect(out).toContain('短信 offer：最长 1 条，每人约 ¥0.05')
  expect(out).toMatch(/通过\n$/)
  expect(code).toBe(0)
  const [stored] = await cli.connection.db!.collection('testResults').find({}).toArray()
  expect(stored).toMatchObject({ _id: expect.stringMatching(/^journey:nurture@1:/), number: 1, passed: true })
})

it('fails with place, reason and what to do', async ({ cli }) => {
  await cli.onPage(`${base}---\n${journey.replace(', default: 朋友', '')}`)
  const { code, out } = await cli.kelu('test nurture')
  expect(code).toBe(1)
  expect(out).toContain(
    '问题  message:offer 短信：变量 nickname 没有值，也没有默认值；给变量 nickname 写上 default',
  )
  expect((await cli.kelu('test nurture --json')).json()).toMatchObject({
    passed: false,
    findings: [{ level: 'fault', place: 'message:offer 短信' }],
  })
})

it('publishing says when the very text was never tested, or failed', async ({ cli }) => {
  await cli.file('nurture.yaml', journey)
  const untested = await cli.kelu('push')
  expect(untested.out).toContain('journey:nurture：尚未测试')
  await cli.file('nurture.yaml', journey.replace('is: expo', 'is: fair').replace(', default: 朋友', ''))
  await cli.kelu('test nurture --files')
  expect((await cli.kelu('push')).out).toMatch(/journey:nurture：.*测试没有通过：1 处问题/)
  await cli.file('nurture.yaml', journey.replace('is: expo', 'is: gala'))
  await cli.kelu('test nurture --files')
  const { out } = await cli.kelu('push --yes')
  expect(out).toContain('已发布')
  expect(out).not.toContain('测试')
})

it('publishing one version says so before anybody confirms it, and in what it answers programs', async ({
  cli,
}) => {
  await cli.onPage(`${base}---\n${journey}`)
  await cli.kelu('test nurture')
  await cli.onPage(journey.replace('is: expo', 'is: fair'))
  const tested = await cli.kelu('publish journey:nurture@1')
  expect(tested.err).toContain('发布@1 的内容')
  expect(tested.err).not.toContain('测试')
  await cli.kelu('publish journey:nurture@1 --yes')
  const untested = await cli.kelu('publish journey:nurture@2')
  expect(untested.err).toContain('journey:nurture：尚未测试，kelu test journey:nurture 可以测试')
  expect((await cli.kelu('publish journey:nurture@2 --yes --json')).json()).toMatchObject({
    untested: [{ key: 'journey:nurture', passed: null }],
  })
})

it('the configuration record shows what the last test of the text in use said', async ({ cli }) => {
  await cli.onPage(`${base}---\n${journey}`)
  const result = async () => /^测试结果\s+(.*)$/m.exec((await cli.kelu('record nurture')).out)?.[1]
  expect(await result()).toBe('尚未测试')
  await cli.kelu('test nurture')
  expect(await result()).toMatch(/ 测试通过$/)
  const { out } = await cli.kelu('record journey:nurture')
  expect(out).toMatch(/^流程名称\s+线索培育\n触发条件\s+/)
  expect((await cli.kelu('record nurture --json')).json()).toMatchObject({ journey: 'nurture', version: 1 })
  expect(await cli.kelu('record nobody')).toMatchObject({
    code: 1,
    err: expect.stringContaining('没有流程 nobody'),
  })
})
